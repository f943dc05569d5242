"""The temporary tables that a file is read into before any order is touched.

They belong to the connection of the import and go with it, so nothing is left over when the process is killed.
"""

from collections.abc import Iterable

from django.db import connection
from psycopg.types.json import Json

from amends.orders.imports.rows import ITEM_COLUMNS, ORDER_COLUMNS, CheckedOrder

_ORDERS = ", ".join(ORDER_COLUMNS)
_ITEMS = ", ".join(ITEM_COLUMNS)
_JSON = {"billing_address", "shipping_address"}


def create_tables() -> None:
    """Empty tables `staged_order` and `staged_item`; `n` is the place of an order in the file."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_order, pg_temp.staged_item")
        for table, n, columns, source in (
            ("staged_order", "0 AS n, 0 AS line", _ORDERS, "orders_order"),
            ("staged_item", "0 AS n", _ITEMS, "orders_orderitem"),
        ):
            query = f"SELECT {n}, {columns} FROM {source}"  # noqa: S608 - names of our own columns
            cursor.execute(f"CREATE TEMPORARY TABLE {table} AS {query} WITH NO DATA")


def drop_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_order, pg_temp.staged_item")


def stage(orders: Iterable[tuple[int, CheckedOrder]]) -> None:
    """Add orders, each with its place in the file, through COPY."""
    rows = list(orders)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY staged_order (n, line, {_ORDERS}) FROM STDIN") as copy:
            for n, order in rows:
                copy.write_row((n, order.line, *(_value(name, order.values[name]) for name in ORDER_COLUMNS)))
        with cursor.copy(f"COPY staged_item (n, {_ITEMS}) FROM STDIN") as copy:
            for n, order in rows:
                for item in order.items:
                    copy.write_row((n, *item))


def _value(name: str, value: object) -> object:
    return Json(value) if name in _JSON else value


def prepare() -> None:
    """Index and measure what was staged, before it is worked with."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON staged_order (n)")
        cursor.execute("CREATE INDEX ON staged_item (n)")
        cursor.execute("ANALYZE staged_order")
        cursor.execute("ANALYZE staged_item")


def set_aside_repeated() -> list[tuple[int, str, int]]:
    """Take out orders whose code comes again further down. Answers their lines, codes and the line of the next one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH place AS (
                SELECT n, line, code, lead(line) OVER (PARTITION BY code ORDER BY n) AS next_line FROM staged_order
            ), gone AS (
                DELETE FROM staged_order USING place WHERE staged_order.n = place.n AND next_line IS NOT NULL
                RETURNING place.n, place.line, place.code, next_line
            ), gone_items AS (
                DELETE FROM staged_item USING gone WHERE staged_item.n = gone.n
            )
            SELECT line, code, next_line FROM gone ORDER BY n
            """
        )
        return cursor.fetchall()


def set_aside(codes: Iterable[str]) -> list[tuple[int, str]]:
    """Take out the orders with these codes. Answers their lines and codes."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM staged_order WHERE code = ANY(%s) RETURNING line, code", [list(codes)])
        return cursor.fetchall()
