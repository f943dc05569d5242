"""Writing staged orders into the orders of a shop: one transaction for each few thousand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from amends.kit import locks
from amends.orders.imports.rows import ITEM_COLUMNS, ORDER_COLUMNS
from amends.orders.models import Shop

_COLUMNS = ", ".join(ORDER_COLUMNS)
_STAGED = ", ".join(f"staged.{name}" for name in ORDER_COLUMNS)
_NEW = ", ".join(f"excluded.{name}" for name in ORDER_COLUMNS)
_OLD = ", ".join(f"known.{name}" for name in ORDER_COLUMNS)
_ITEMS = ", ".join(ITEM_COLUMNS)
_LINES = "SELECT array_agg(ROW({columns}) ORDER BY position) FROM {source}"
_STAGED_LINES = _LINES.format(columns=_ITEMS, source="staged_item WHERE staged_item.n = staged.n")
_KNOWN_LINES = _LINES.format(columns=_ITEMS, source="orders_orderitem WHERE order_id = known.id")

_UPSERT = f"""
WITH compared AS (
    SELECT staged.*, known.id AS known_id, known.id IS NULL OR ({_OLD}) IS DISTINCT FROM ({_STAGED}) AS order_differs,
        known.id IS NULL OR ({_KNOWN_LINES}) IS DISTINCT FROM ({_STAGED_LINES}) AS items_differ
    FROM staged_order staged LEFT JOIN orders_order known ON known.shop_id = %(shop)s AND known.code = staged.code
    WHERE staged.n BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
        SELECT FROM orders_ordersource later WHERE later.order_id = known.id AND later.pushed_at > %(since)s
    )
), different AS (
    SELECT * FROM compared WHERE order_differs OR items_differ
), written AS (
    INSERT INTO orders_order (shop_id, imported_at, updated_at, {_COLUMNS})
    SELECT %(shop)s, now(), now(), {_COLUMNS} FROM different ORDER BY code
    ON CONFLICT (shop_id, code) DO UPDATE SET ({_COLUMNS}, updated_at) = ({_NEW}, now())
    RETURNING id, code
)
SELECT written.id, n, known_id IS NULL, items_differ FROM written JOIN different USING (code)
"""  # noqa: S608 - names of our own columns
"""Unchanged orders are sorted out before the insert: not written, and their search text not even computed. The join
sees the orders as they were before, so it tells new from changed."""
_INSERT_ITEMS = f"""
INSERT INTO orders_orderitem (order_id, {_ITEMS})
SELECT pair.id, {_ITEMS} FROM unnest(%s::bigint[], %s::int[]) AS pair (id, n) JOIN staged_item USING (n)
ORDER BY pair.id, position
"""  # noqa: S608 - names of our own columns
_FORGET_SOURCES = """
DELETE FROM orders_ordersource USING orders_order, staged_order
WHERE orders_ordersource.order_id = orders_order.id AND orders_order.shop_id = %(shop)s
    AND orders_order.code = staged_order.code AND n BETWEEN %(first)s AND %(last)s AND staged_order.fingerprint IS NULL
    AND (orders_ordersource.pushed_at > %(since)s) IS NOT TRUE
"""
_KEEP_SOURCES = """
INSERT INTO orders_ordersource (order_id, fingerprint)
SELECT orders_order.id, staged_order.fingerprint
FROM staged_order JOIN orders_order ON orders_order.shop_id = %(shop)s AND orders_order.code = staged_order.code
WHERE n BETWEEN %(first)s AND %(last)s AND staged_order.fingerprint IS NOT NULL
ON CONFLICT (order_id) DO UPDATE SET fingerprint = excluded.fingerprint
    WHERE (orders_ordersource.pushed_at > %(since)s) IS NOT TRUE
"""
_MARK_PUSHED = """
INSERT INTO orders_ordersource (order_id, fingerprint, pushed_at)
SELECT orders_order.id, '', clock_timestamp()
FROM staged_order JOIN orders_order ON orders_order.shop_id = %s AND orders_order.code = staged_order.code
ON CONFLICT (order_id) DO UPDATE SET fingerprint = excluded.fingerprint, pushed_at = excluded.pushed_at
"""


@dataclass(frozen=True)
class Written:
    staged: int
    is_new: dict[int, bool]
    """Whether it was not there before, by the place of each order that was written."""

    @property
    def created(self) -> int:
        return sum(self.is_new.values())

    @property
    def changed(self) -> int:
        return len(self.is_new) - self.created


def apply_staged(shop: Shop, first: int, last: int, *, since: datetime | None = None) -> Written:
    """Write the staged orders with places `first` to `last`; call it within a transaction. An order that a program has
    sent after `since`, when the file was taken, stays as it is.

    Run again after a failure it writes nothing twice: an order that is there already counts as unchanged.
    """
    locks.hold(f"orders-write:{shop.pk}")  # an import and a program that sends orders, one after the other
    places = {"shop": shop.pk, "first": first, "last": last, "since": since}
    with connection.cursor() as cursor:
        # Let the search index collect new rows in its pending list, to take them in sorted at the end.
        cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
        cursor.execute(_UPSERT, places)
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT count(*), count(fingerprint) FROM staged_order WHERE n BETWEEN %(first)s AND %(last)s", places
        )
        staged, with_fingerprint = cursor.fetchone()
        if with_fingerprint < staged:
            cursor.execute(_FORGET_SOURCES, places)
        cursor.execute(_KEEP_SOURCES, places)
    new_items = [(pk, n) for pk, n, _is_new, items_differ in rows if items_differ]
    _replace_items(new_items, had_none={pk for pk, _n, is_new, _items in rows if is_new})
    return Written(staged, {n: is_new for _pk, n, is_new, _items in rows})


def mark_pushed(shop: Shop) -> None:
    """All that is staged was sent just now."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_PUSHED, [shop.pk])


def _replace_items(orders: list[tuple[int, int]], *, had_none: set[int]) -> None:
    """Put the staged items of the orders (id, place in the file) in the stead of those they have."""
    with connection.cursor() as cursor:
        if emptied := [pk for pk, _n in orders if pk not in had_none]:
            cursor.execute("DELETE FROM orders_orderitem WHERE order_id = ANY(%s)", [emptied])
        cursor.execute(_INSERT_ITEMS, [[pk for pk, _n in orders], [n for _pk, n in orders]])


def settle_search(written: int) -> None:
    """After a mass import: take the pending list of the search index in, and let the planner know the new sizes."""
    if not written:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('order_search'::regclass)")
        if written > 1000:
            cursor.execute("ANALYZE orders_order, orders_orderitem, orders_ordersource")
