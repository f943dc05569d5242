from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from amends.orders.tests.make import make_item, make_order, make_shop
from amends.tickets.prefill import prefill_from, product_from, products_of

pytestmark = pytest.mark.django_db


@pytest.mark.req("R47", "R57", "R58", "R59")
def test_an_order_tells_all_that_a_ticket_asks_of_it():
    told = prefill_from(make_order(code="2026-7", country="SK", currency="EUR", language="sk", carrier="DPD"))
    assert vars(told) == {
        "customer_name": "Jana Nováková",
        "email": "jana.novakova@example.cz",
        "phone": "+420777123456",
        "order_code": "2026-7",
        "ordered_on": date(2026, 11, 1),
        "language": "sk",
        "country": "SK",
        "currency": "EUR",
        "carrier": "DPD",
    }


@pytest.mark.req("R58")
def test_the_shop_stands_in_for_language_country_and_currency():
    shop = make_shop(language="pl", country="PL", currency="PLN")
    told = prefill_from(make_order(shop, language="", country="", currency=""))
    assert (told.language, told.country, told.currency) == ("pl", "PL", "PLN")


@pytest.mark.req("R57")
@pytest.mark.parametrize("own_zone", ["America/New_York", "Pacific/Auckland"])
def test_the_day_of_an_order_is_the_shops_whoever_makes_the_ticket(own_zone: str):
    order = make_order(make_shop(time_zone="Europe/Prague"), placed_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC))
    with timezone.override(own_zone):
        assert prefill_from(order).ordered_on == date(2026, 11, 2)


@pytest.mark.req("R60", "R62")
def test_products_are_told_with_their_variant_and_shipping_is_none():
    order = make_order()
    make_item(order, kind="shipping", code="S", name="Zásilkovna", position=1)
    make_item(order, code="SHOE", name="Shoes", variant="blue, 42", quantity=Decimal(3), position=2)
    make_item(order, code="ROPE", name="Rope by the metre", quantity=Decimal("0.5"), position=3)
    shoes, rope = map(product_from, products_of(order))
    assert (shoes.name, shoes.code, shoes.quantity, shoes.ordered) == ("Shoes, blue, 42", "SHOE", 1, 3)
    assert (rope.quantity, rope.ordered) == (Decimal("0.5"), Decimal("0.5"))
