"""Shops and orders for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from amends.orders.models import Order, OrderItem, Shop

_numbers = count(1)


def make_shop(code: str = "", **kwargs: Any) -> Shop:
    number = next(_numbers)
    values = {"name": f"Shop {number}", "language": "cs", "country": "CZ", "currency": "CZK"} | kwargs
    return Shop.objects.create(code=code or f"shop-{number}", **values)


def make_order(shop: Shop | None = None, *, items: int = 0, **kwargs: Any) -> Order:
    """An order of Jana Nováková; `items` adds that many products to it."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"2026{number:06d}",
        "placed_at": datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
        "customer_name": "Jana Nováková",
        "email": "jana.novakova@example.cz",
        "phone": "+420777123456",
        "language": "cs",
        "country": "CZ",
        "currency": "CZK",
        "total": Decimal("1290.00"),
    }
    order = Order.objects.create(shop=shop or make_shop(), **(values | kwargs))
    for position in range(items):
        make_item(order, position=position, code=f"P-{position + 1}", name=f"Product {position + 1}")
    return order


def make_item(order: Order, **kwargs: Any) -> OrderItem:
    number = next(_numbers)
    values: dict[str, Any] = {
        "kind": "product",
        "code": f"P-{number}",
        "name": f"Product {number}",
        "quantity": Decimal(1),
        "unit_price": Decimal("645"),
        "total": Decimal("645"),
    }
    return OrderItem.objects.create(order=order, **(values | kwargs))
