"""Knowing an order again by the fingerprint of what the file says of it.

A shop sends the same orders several times a day. An order whose fingerprint is that of its last import is neither
parsed nor checked nor compared. Therefore everything that shapes an order goes into its fingerprint: its bytes or
cells, the shop with its settings and its clock, the format, and the code of this package and its tables, so that a new
version of Amends reads every order once more. Fingerprints are written with the orders, in one transaction.
"""

import hashlib
import inspect
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

from amends.orders.models import Order, OrderSource, Shop

_LENGTH = 16


class Sources:
    """The fingerprints of one shop's orders in files of one format."""

    def __init__(self, shop: Shop, file_format: str) -> None:
        settings = (shop.pk, shop.language, shop.country, shop.currency, file_format, _clock(shop.time_zone), _code())
        self._begun = hashlib.sha256(repr(settings).encode())
        self._has_any = OrderSource.objects.exists()

    @property
    def read_by(self) -> str:
        """What all fingerprints have in common: settings, format and code."""
        return self._begun.hexdigest()

    def fingerprint(self, content: bytes) -> bytes:
        whole = self._begun.copy()
        whole.update(content)
        return whole.digest()[:_LENGTH]

    def known(self, fingerprints: Sequence[bytes]) -> dict[int, int]:
        """The ids of the orders that were last imported from these, by their places in `fingerprints`."""
        if not self._has_any or not fingerprints:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT place, order_id FROM generate_series(0, %s) AS place"
                " JOIN orders_ordersource ON fingerprint = substr(%s, place * %s + 1, %s)",
                [len(fingerprints) - 1, b"".join(fingerprints), _LENGTH, _LENGTH],
            )
            return dict(cursor.fetchall())


@cache
def _clock(time_zone: str) -> str:
    """How far the zone is from UTC on every day since 1970: its rules change by decree."""
    first, zone = datetime(1970, 1, 1, 12, tzinfo=ZoneInfo(time_zone)), ZoneInfo(time_zone)
    days = (datetime.now(zone) - first).days + 400
    offsets = (zone.utcoffset(first + timedelta(days=day)) for day in range(days))
    return hashlib.sha256(repr(list(offsets)).encode()).hexdigest()


@cache
def _code() -> str:
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(inspect.getfile(Order))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
