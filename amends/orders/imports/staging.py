"""The temporary tables that a file is read into before any order is touched.

They belong to the connection of the import and go with it, so nothing is left over when the process is killed.
"""

from collections.abc import Iterable

from django.db import connection

from amends.orders.imports.rows import ITEM_COLUMNS, NOTHING, ORDER_COLUMNS, CheckedOrder, KnownOrder
from amends.orders.models import Shop

_ORDERS = ", ".join(ORDER_COLUMNS)
_ITEMS = ", ".join(ITEM_COLUMNS)
_TABLES = "pg_temp.staged_order, pg_temp.staged_item, pg_temp.staged_known"


def create_tables() -> None:
    """Empty tables `staged_order`, `staged_item` and `staged_known`; `n` is the place of an order in the file."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLES}")
        for table, before, columns, source in (
            ("staged_order", "0 AS n, 0 AS line, ''::bytea AS fingerprint", _ORDERS, "orders_order"),
            ("staged_item", "0 AS n", _ITEMS, "orders_orderitem"),
        ):
            query = f"SELECT {before}, {columns} FROM {source}"  # noqa: S608 - names of our own columns
            cursor.execute(f"CREATE TEMPORARY TABLE {table} AS {query} WITH NO DATA")
        cursor.execute("CREATE TEMPORARY TABLE staged_known (n int, line int, order_id bigint)")


def drop_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLES}")


class Batch:
    """Orders on their way into the tables, as the lines that COPY takes: texts are much lighter than what they tell."""

    def __init__(self) -> None:
        self._orders: list[str] = []
        self._items: list[str] = []
        self._known: list[str] = []

    def __len__(self) -> int:
        return len(self._orders) + len(self._known)

    def add(self, n: int, order: CheckedOrder) -> None:
        """An order that is to be compared and written; `n` is its place in the file."""
        self._orders.append(_line([str(n), str(order.line), _bytes(order.fingerprint), *order.values]))
        self._items += [_line([str(n), *item]) for item in order.items]

    def add_known(self, n: int, order: KnownOrder) -> None:
        """An order that is just as it was."""
        self._known.append(f"{n}\t{order.line}\t{order.order_id}")

    def stage(self) -> None:
        _copy(f"staged_order (n, line, fingerprint, {_ORDERS})", self._orders)
        _copy(f"staged_item (n, {_ITEMS})", self._items)
        _copy("staged_known (n, line, order_id)", self._known)


def _line(values: list[str]) -> str:
    """Checked texts hold no tabs, line feeds or other control characters: backslashes alone have to be escaped."""
    line = "\t".join(values)
    return line.replace("\\", "\\\\") if "\\" in line else line


def _copy(table: str, lines: list[str]) -> None:
    if not lines:
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN WITH (NULL '{NOTHING}')") as copy:
        copy.write("\n".join(lines) + "\n")


def _bytes(fingerprint: bytes | None) -> str:
    return NOTHING if fingerprint is None else f"\\x{fingerprint.hex()}"


def prepare() -> None:
    """Index and measure what was staged, before it is worked with."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON staged_order (n)")
        cursor.execute("CREATE INDEX ON staged_item (n)")
        cursor.execute("ANALYZE staged_order (n, code), staged_item (n), staged_known")


def count_known() -> int:
    """How many orders of the file are just as they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staged_known")
        return int(cursor.fetchone()[0])


def set_aside_repeated(shop: Shop) -> list[tuple[int, str, int]]:
    """Take out orders whose code comes again further down. Answers their lines, codes and the line of the next one."""
    codes = _repeated(shop)
    return _set_aside(shop, codes, all_but_last=True) if codes else []


def set_aside(shop: Shop, codes: Iterable[str]) -> list[tuple[int, str]]:
    """Take out the orders with these codes. Answers their lines and codes."""
    return [(line, code) for line, code, _next in _set_aside(shop, list(codes), all_but_last=False)]


def _repeated(shop: Shop) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT code FROM staged_order GROUP BY code HAVING count(*) > 1
            UNION
            SELECT code FROM orders_order
            WHERE id IN (SELECT order_id FROM staged_known GROUP BY order_id HAVING count(*) > 1)
            UNION
            SELECT code FROM staged_order JOIN orders_order known USING (code)
            JOIN staged_known ON staged_known.order_id = known.id WHERE known.shop_id = %s
            """,
            [shop.pk],
        )
        return [code for (code,) in cursor.fetchall()]


def _set_aside(shop: Shop, codes: list[str], *, all_but_last: bool) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH listed AS (
                SELECT n, line, code FROM staged_order WHERE code = ANY(%(codes)s)
                UNION ALL
                SELECT n, line, code FROM orders_order JOIN staged_known ON order_id = orders_order.id
                WHERE shop_id = %(shop)s AND code = ANY(%(codes)s)
            ), place AS (
                SELECT n, line, code, lead(line) OVER (PARTITION BY code ORDER BY n) AS next_line FROM listed
            ), gone AS (
                SELECT * FROM place WHERE next_line IS NOT NULL OR NOT %(all_but_last)s
            ), gone_orders AS (
                DELETE FROM staged_order USING gone WHERE staged_order.n = gone.n
            ), gone_items AS (
                DELETE FROM staged_item USING gone WHERE staged_item.n = gone.n
            ), gone_known AS (
                DELETE FROM staged_known USING gone WHERE staged_known.n = gone.n
            )
            SELECT line, code, next_line FROM gone ORDER BY n
            """,
            {"codes": codes, "shop": shop.pk, "all_but_last": all_but_last},
        )
        return cursor.fetchall()
