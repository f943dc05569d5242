"""What is said before a ticket is made, and that nothing is refused because of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from amends.orders.models import Order
from amends.orders.tests.make import make_item, make_order
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft
from amends.tickets.cautions import Caution, cautions
from amends.tickets.prefill import product_from, products_of
from amends.tickets.tests.make import make_ticket, returns

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


def asked(user: User | None = None, **kwargs: Any) -> list[Caution]:
    given: dict[str, Any] = {"type": returns(), "order": None, "ordered_on": None, "today": TODAY}
    return cautions(user or make_user(), **(given | kwargs))


def lamps(order: Order) -> ItemDraft:
    make_item(order, code="LAMP", name="Lamp", quantity=Decimal(2))
    (line,) = products_of(order)
    return product_from(line)


@pytest.mark.parametrize(("ordered", "is_late"), [(date(2026, 11, 14), False), (date(2026, 11, 13), True)])
def test_an_order_older_than_its_type_allows_is_told_with_the_rule_and_both_dates(ordered: date, is_late: bool):
    type = returns()
    type.oldest_order_days = 14
    found = asked(type=type, ordered_on=ordered)
    assert [one.code for one in found] == (["order_too_old"] if is_late else [])
    if is_late:
        assert "within 14 days of the order" in found[0].detail
        assert "13 November 2026" in found[0].detail
        assert "27 November 2026" in found[0].detail


@pytest.mark.parametrize(("days", "ordered"), [(None, date(1990, 1, 1)), (14, None), (36500, date.max)])
def test_without_a_limit_or_a_date_nothing_is_said_of_age(days: int | None, ordered: date | None):
    type = returns()
    type.oldest_order_days = days
    assert asked(type=type, ordered_on=ordered) == []


@pytest.mark.req("Q25")
def test_an_open_ticket_on_the_order_is_told_and_a_closed_one_is_not():
    order = make_order()
    other = make_ticket(order=order)
    closed = make_ticket(order=order)
    closed.closed_at = closed.created_at
    closed.save(update_fields=["closed_at"])
    assert [(one.code, one.ticket) for one in asked(order=order)] == [("open_ticket", other)]
    assert asked(order=order, made=other) == []


@pytest.mark.req("Q25")
def test_what_is_claimed_elsewhere_is_named_with_its_quantity_and_what_is_left():
    order = make_order()
    lamp = lamps(order)
    other = make_ticket(order=order, items=[lamp])
    make_ticket(order=order, items=[ItemDraft(name="Lamp", code="OTHER")])
    found = [one for one in asked(order=order, items=[lamp]) if one.code != "open_ticket"]
    assert [(one.code, one.ticket) for one in found] == [("product_claimed", other)]
    assert found[0].sentence == f"Lamp: 1 already in open ticket {other.number}."
    both = ItemDraft(name="Lamp", code="LAMP", quantity=Decimal(2), ordered=Decimal(2))
    *_, last = asked(order=order, items=[both])
    assert (last.code, last.sentence) == (
        "claimed_beyond_order",
        "Lamp: 1 of 2 left beside the other open tickets.",
    )


def test_a_ticket_out_of_sight_is_not_told_of():
    order = make_order()
    lamp = lamps(order)
    make_ticket(order=order, items=[lamp])
    assert asked(make_user(Role.LIMITED), order=order, items=[lamp]) == []
