"""How fast orders come in from a file, beside PostgreSQL's COPY of the same rows.

An XML feed goes through the same command as `bin/amends import-orders`: a first load, then the same file again, as a
shop sends it several times a day, then a file with one order in a hundred changed. The measure beside it is COPY of the
finished rows, orders and items, into tables with the same columns and indexes: nothing to parse, check or compare.
"""

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from amends.operate.bench.report import Report, at_most, percentile
from amends.operate.bench.world import fresh_world

WANTED = {
    "ratio_to_copy": at_most(6),
    "again_ratio_to_copy": at_most(6),
    "rss_mb": at_most(400),
    "search_p95_ms": at_most(100),
}

_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n<ORDERS>\n'
_FIRST = ("Jana", "Petr", "Žofie", "Łukasz", "Anna", "Tomáš", "Věra", "Ondřej", "Agnieszka", "Emily")
_LAST = ("Nováková", "Svoboda", "Dvořák", "Wiśniewska", "Kowalski", "Šťastný", "Říha", "Černá", "Smith", "Horák")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", type=int, default=100_000, help="orders in the file (100000)")


def run(options: argparse.Namespace) -> Report:
    with fresh_world(), tempfile.TemporaryDirectory(prefix="amends-feed-") as folder:
        file = Path(folder) / "orders.xml"
        _write_feed(file, options.orders)
        _make_shop()
        figures = _imports(file, options.orders)
        figures |= _copy(options.orders)
        figures["ratio_to_copy"] = figures["first_s"] / figures["copy_s"]
        figures["again_ratio_to_copy"] = figures["again_s"] / figures["copy_s"]
        figures |= _searches()
    return Report("import", {"orders": options.orders}, figures, WANTED)


def _imports(file: Path, orders: int) -> dict[str, float]:
    first = _seconds(lambda: _import(file))
    again = _seconds(lambda: _import(file))
    _write_feed(file, orders, changed_every=100)
    changed = _seconds(lambda: _import(file))
    return {
        "first_s": first,
        "first_rows_per_s": orders / first,
        "again_s": again,
        "again_rows_per_s": orders / again,
        "one_in_a_hundred_changed_s": changed,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _import(file: Path) -> None:
    from django.core.management import call_command

    call_command("import_orders", str(file), "--shop", "bench", stdout=io.StringIO())


def _copy(orders: int) -> dict[str, float]:
    """COPY of the rows as they are now into empty twins of their tables, generated columns and indexes included."""
    from django.db import connection

    seconds = 0.0
    for table in ("orders_order", "orders_orderitem"):
        with connection.cursor() as cursor:
            columns = ", ".join(_plain_columns(table))
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
                rows = b"".join(bytes(piece) for piece in copy)
            cursor.execute(f"CREATE TABLE twin_{table} (LIKE {table} INCLUDING ALL)")

            def load(cursor=cursor, table=table, columns=columns, rows=rows) -> None:
                with cursor.copy(f"COPY twin_{table} ({columns}) FROM STDIN") as copy:
                    copy.write(rows)

            seconds += _seconds(load)
    return {"copy_s": seconds, "copy_rows_per_s": orders / seconds}


def _plain_columns(table: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = ''"
            " AND NOT attisdropped ORDER BY attnum",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _searches() -> dict[str, float]:
    """What New ticket asks while somebody types: rare and frequent names, parts of codes, addresses and phones."""
    from amends.orders.queries import find_orders
    from amends.people.models import User

    user = User(is_active=True)
    dice = random.Random(2)  # noqa: S311 - the same searches every time
    texts = ["nov", "dvořák", "example", "777 123", *(f"{dice.randrange(100_000):05d}" for _ in range(96))]
    times = [_seconds(lambda text=text: find_orders(user, text)) * 1000 for text in texts]  # type: ignore[misc]
    return {"search_p50_ms": percentile(times, 50), "search_p95_ms": percentile(times, 95)}


def _seconds(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


# --- The feed -----------------------------------------------------------------------------------------------------
def _make_shop() -> None:
    from amends.orders.models import Shop

    Shop.objects.create(code="bench", name="Bench", language="cs", country="CZ", currency="CZK")


def _write_feed(file: Path, orders: int, changed_every: int = 0) -> None:
    """The same orders every time, but for the parcel number of every `changed_every`-th."""
    dice = random.Random(1)  # noqa: S311 - no secret
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEADER)
        for number in range(orders):
            changed = bool(changed_every) and number % changed_every == 0
            out.write(_order(number, dice, parcel=f"NEW{number}" if changed else f"DR{number:09d}"))
        out.write("</ORDERS>\n")


def _order(number: int, dice: random.Random, *, parcel: str) -> str:
    name = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
    address = f"<NAME>{name}</NAME><STREET>Masarykova</STREET><CITY>Brno</CITY><ZIP>60200</ZIP><COUNTRY>CZ</COUNTRY>"
    products = "".join(
        f"<ITEM><TYPE>product</TYPE><NAME>Running shoes {dice.randint(1, 500)}</NAME>"
        f"<AMOUNT>{dice.randint(1, 3)}</AMOUNT><CODE>P-{dice.randint(1, 999)}</CODE>"
        f"<UNIT_PRICE><WITH_VAT>{dice.randint(100, 3000)}.00</WITH_VAT><VAT_RATE>21</VAT_RATE></UNIT_PRICE></ITEM>\n"
        for _ in range(dice.randint(1, 3))
    )
    phone = f"+420 777 {dice.randint(100_000, 999_999)}"
    placed = f"2026-{dice.randint(1, 11):02d}-{dice.randint(1, 28):02d} {dice.randint(0, 23):02d}:30:00"
    return (
        f"<ORDER>\n<ORDER_ID>{number}</ORDER_ID>\n<CODE>2026{number:07d}</CODE>\n"
        f"<INVOICE_CODE>F{number:07d}</INVOICE_CODE>\n<DATE>{placed}</DATE>\n<CURRENCY><CODE>CZK</CODE></CURRENCY>\n"
        f"<PACKAGE_NUMBER>{parcel}</PACKAGE_NUMBER>\n<LANGUAGE>CS</LANGUAGE>\n"
        f"<CUSTOMER><EMAIL>customer{number}@example.cz</EMAIL><PHONE>{phone}</PHONE>\n"
        f"<BILLING_ADDRESS>{address}</BILLING_ADDRESS>\n<SHIPPING_ADDRESS>{address}</SHIPPING_ADDRESS></CUSTOMER>\n"
        "<TOTAL_PRICE><WITH_VAT>1290.00</WITH_VAT><WITHOUT_VAT>1066.12</WITHOUT_VAT></TOTAL_PRICE>\n"
        f"<ORDER_ITEMS>\n{products}<ITEM><TYPE>shipping</TYPE><NAME>Zásilkovna</NAME><AMOUNT>1</AMOUNT>"
        "<UNIT_PRICE><WITH_VAT>79.00</WITH_VAT></UNIT_PRICE></ITEM>\n</ORDER_ITEMS>\n</ORDER>\n"
    )
