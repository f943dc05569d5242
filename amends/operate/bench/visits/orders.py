"""Lists of orders: by filter and order for who may list them, and the few that a limited agent names."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from amends.kit.search import fold
from amends.operate.bench.visits.statements import YESTERDAY

_ORDERS = "SELECT * FROM (SELECT * FROM orders_order t WHERE {where}) t ORDER BY {order} LIMIT 51"
_NEWEST = "placed_at DESC, id DESC"
_CALLED = (
    "SELECT * FROM orders_order WHERE search LIKE '%{text}%' AND ('{text}' IN (lower(code), lower(invoice_code),"
    " lower(package_number), lower(email)) OR split_part(search, chr(30), 3) LIKE '%{text}%'"
    " OR split_part(search, chr(30), 4) LIKE '%{text}%') ORDER BY placed_at DESC, id DESC LIMIT 5"
)


def orders_of_everybody(known: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, address and statement."""
    code, email, customer = known["order"], known["order_email"], "Jana Nováková"
    indexed = "amends_trigrams(search) @> amends_trigrams('{0}') AND {1} = '{0}'"
    named = f"search LIKE '%{fold(customer)}%' AND customer_name = '{customer}'"
    for name, query, where, order in (
        ("all", "", "true", _NEWEST),
        ("oldest", "sort=placed", "true", "placed_at, id"),
        ("common", "q=novak", "search LIKE '%novak%'", "id DESC"),
        ("lately", "f=placed~within_last_days~1", f"placed_at >= {YESTERDAY}", _NEWEST),
        ("of_shop", "f=shop~is~load", "shop_id = (SELECT id FROM orders_shop WHERE code = 'load')", _NEWEST),
        ("code_is_one", f"f=code~is~{quote(code)}", f"code = '{code}'", _NEWEST),
        ("email_is_one", f"f=email~is~{quote(email)}", indexed.format(email, "email"), _NEWEST),
        ("customer_is_common", f"f=customer~is~{quote(customer)}", named, _NEWEST),
        ("without_invoice", "f=invoice~is_empty", "NOT invoice_code > ''", _NEWEST),
        ("total_at_least", "f=total~at_least~100&f=currency~is~CZK", "total >= 100 AND currency = 'CZK'", _NEWEST),
    ):
        yield f"orders_{name}", f"/orders?{query}", _ORDERS.format(where=where, order=order)
    yield "order", f"/orders/load/{code}", f"SELECT * FROM orders_order WHERE code = '{code}'"  # noqa: S608


def orders_looked_up(known: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The same of somebody who may not list them: a number whose letters many have, a part of all addresses."""
    code = known["order"]
    named = _ORDERS.format(where=f"code = '{code}'", order="id DESC")
    yield "orders_named", f"/orders?q={code}", named
    yield "orders_of_all", "/orders?q=example.com", _CALLED.format(text="example.com")
