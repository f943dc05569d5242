"""How fast orders come in from a file, beside the best hand-written SQL for the same rows.

An XML feed goes through the same command as `bin/amends import-orders`: a first load, then the same file again, as a
shop sends it several times a day, then a file with one order in a hundred changed. The hand-written side is given the
rows that the parsing of a file ends with, and does with them what the import does, in the same tables with the same
indexes and constraints: for a first load COPY to temporary tables, INSERT, and the search index settled; for the file
again COPY to temporary tables and a compare of every column of orders and items.
"""

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from amends.operate.bench.report import Report, at_most, percentile
from amends.operate.bench.world import fresh_world

WANTED = {
    "first_ratio_to_sql": at_most(2),
    "again_ratio_to_sql": at_most(3),
    "rss_mb": at_most(400),
    "search_p95_ms": at_most(100),
}

TABLES = {"orders_order": ("shop_id", "code"), "orders_orderitem": ("order_id", "position")}
"""Tables that a file is about, each with what a row is known again by."""
NOT_OF_THE_FILE = ("imported_at", "updated_at")

_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n<ORDERS>\n'
_FIRST = ("Jana", "Petr", "Žofie", "Łukasz", "Anna", "Tomáš", "Věra", "Ondřej", "Agnieszka", "Emily")
_LAST = ("Nováková", "Svoboda", "Dvořák", "Wiśniewska", "Kowalski", "Šťastný", "Říha", "Černá", "Smith", "Horák")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", type=int, default=100_000, help="orders in the file (100000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is measured, for medians (3)")


def run(options: argparse.Namespace) -> Report:
    with fresh_world(), tempfile.TemporaryDirectory(prefix="amends-feed-") as folder:
        same, changed = Path(folder) / "orders.xml", Path(folder) / "changed.xml"
        _write_feed(same, options.orders)
        _write_feed(changed, options.orders, changed_every=100)
        _make_shop()
        rounds = [_round(same, changed) for _ in range(options.rounds)]
        figures = {name: median(each[name] for each in rounds) for name in rounds[0]}
        figures["rss_mb"] = rounds[0]["rss_mb"]
        for name in ("first", "again"):
            figures[f"{name}_rows_per_s"] = options.orders / figures[f"{name}_s"]
            figures[f"{name}_ratio_to_sql"] = figures[f"{name}_s"] / figures[f"{name}_by_sql_s"]
        figures |= _searches()
    return Report("import", {"orders": options.orders, "rounds": options.rounds}, figures, WANTED)


def _round(same: Path, changed: Path) -> dict[str, float]:
    """Both sides begin with empty tables; the most memory ever used is told before the rows are held for the other."""
    _empty()
    figures = {
        "first_s": _seconds(lambda: _import(same)),
        "again_s": _seconds(lambda: _import(same)),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    rows = {table: _rows_of(table) for table in TABLES}
    figures["again_by_sql_s"] = _seconds(lambda: _compare(rows))
    figures["one_in_a_hundred_changed_s"] = _seconds(lambda: _import(changed))
    _empty()
    figures["first_by_sql_s"] = _seconds(lambda: _load(rows))
    return figures


def _import(file: Path) -> None:
    from django.core.management import call_command

    call_command("import_orders", str(file), "--shop", "bench", stdout=io.StringIO())


# --- By hand ------------------------------------------------------------------------------------------------------
def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_order CASCADE")


def _rows_of(table: str) -> bytes:
    from django.db import connection

    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(_plain_columns(table))}) TO STDOUT") as copy,
    ):
        return b"".join(bytes(piece) for piece in copy)


def _stage(cursor: Any, rows: dict[str, bytes]) -> None:
    for table, content in rows.items():
        columns = ", ".join(_plain_columns(table))
        cursor.execute(f"CREATE TEMPORARY TABLE by_hand_{table} AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608
        with cursor.copy(f"COPY by_hand_{table} ({columns}) FROM STDIN") as copy:
            copy.write(content)
        cursor.execute(f"ANALYZE by_hand_{table}")


def _load(rows: dict[str, bytes]) -> None:
    """As the import builds the search index: collected first, sorted in at the end."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
            _stage(cursor, rows)
            for table in TABLES:
                columns = ", ".join(_plain_columns(table))
                cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM by_hand_{table}")  # noqa: S608
        cursor.execute("SELECT gin_clean_pending_list('order_search'::regclass)")
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        _drop(cursor)


def _compare(rows: dict[str, bytes]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        _stage(cursor, rows)
        for table, keys in TABLES.items():
            columns = [name for name in _plain_columns(table) if name not in {"id", *keys, *NOT_OF_THE_FILE}]
            mine, theirs = (", ".join(f"{side}.{name}" for name in columns) for side in ("hand", "known"))
            cursor.execute(
                f"SELECT count(*) FROM by_hand_{table} hand LEFT JOIN {table} known USING ({', '.join(keys)})"  # noqa: S608
                f" WHERE known.id IS NULL OR ({mine}) IS DISTINCT FROM ({theirs})"
            )
            (different,) = cursor.fetchone()
            assert not different, "the same rows"
        _drop(cursor)


def _drop(cursor: Any) -> None:
    cursor.execute(f"DROP TABLE {', '.join(f'by_hand_{table}' for table in TABLES)}")


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
