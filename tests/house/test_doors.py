"""A deed that can be done at several doors comes out the same at each."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from amends.api.tests.make import make_api
from amends.orders.models import Order
from amends.orders.tests.make import make_item, make_order, make_shop
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim

COLUMNS = (
    *("type_id", "status_id", "queue_id", "contact_id", "order_id", "order_code", "ordered_on", "customer_name"),
    *("email", "phone", "language", "country", "currency", "carrier"),
)
ITEM_COLUMNS = ("code", "name", "quantity", "ordered_quantity", "unit_price", "reason", "position")


def told(ticket: Ticket) -> dict[str, Any]:
    values = {name: getattr(ticket, name) for name in COLUMNS}
    return values | {"items": list(ticket.items.values_list(*ITEM_COLUMNS))}


def by_the_page(order: Order, zone: str) -> Ticket:
    """As a person does it: pick the order, tick the first product, press the button."""
    client = Client()
    client.force_login(make_user(time_zone=zone))
    context = client.get(f"/tickets/new?order={order.pk}").context
    form = {name: context["form"][name].value() or "" for name in context["form"].fields}
    first = context["rows"][0]
    client.post("/tickets/new", form | {"order": order.pk, f"{first.key}-include": "1"})
    return Ticket.objects.latest("id")


def by_the_api(order: Order, code: str) -> Ticket:
    reference = {"shop": order.shop.code, "code": order.code}
    make_api().post("/tickets", {"type": claim().code, "order": reference, "items": [{"code": code}]})
    return Ticket.objects.latest("id")


@pytest.mark.django_db
@pytest.mark.req("R47", "R59", "R60")
@pytest.mark.parametrize("left_out", [{}, {"language": "", "country": "", "currency": ""}], ids=["all", "the least"])
def test_an_order_makes_the_same_ticket_on_the_page_and_by_the_api(left_out: dict[str, Any]):
    shop = make_shop(time_zone="Europe/Prague", language="pl", country="PL", currency="PLN")
    order = make_order(shop, carrier="DPD", placed_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC), **left_out)
    make_item(order, kind="shipping", code="SHOE", name="Shoes sent by post", position=1)
    make_item(order, code="SHOE", name="Shoes", variant="blue, 42", quantity=Decimal("0.5"), position=2)
    page, api = by_the_page(order, "America/New_York"), by_the_api(order, "SHOE")
    assert page.pk != api.pk
    assert told(page) == told(api)
    assert str(page.ordered_on) == "2026-11-02"
    assert [item.name for item in page.items.all()] == ["Shoes, blue, 42"]
