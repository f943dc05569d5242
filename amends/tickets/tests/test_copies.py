"""Tickets made out of other tickets."""

from decimal import Decimal
from uuid import uuid4

import pytest

from amends.files.tests.make import make_file
from amends.journal.testing import recorded
from amends.orders.tests.make import make_order
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft, SplitRefused, Taken, TicketRefused, duplicate_ticket, split_ticket
from amends.tickets.models import Ticket
from amends.tickets.queries import claimed_items, linked_tickets
from amends.tickets.tests.make import make_actor, make_field, make_tag, make_ticket, place

pytestmark = pytest.mark.django_db

BY = make_actor()


def two_products(**more: object) -> Ticket:
    items = [ItemDraft(name="Mug", code="M", quantity=Decimal(3), ordered=Decimal(3)), ItemDraft(name="Cup", code="C")]
    return make_ticket(items=items, **more)


def products(ticket: Ticket) -> list[tuple[str, int]]:
    return [(item.name, int(item.quantity)) for item in ticket.items.all()]


def test_a_duplicate_takes_along_what_was_asked_for():
    place(make_field("colour", "text"))
    ticket = two_products(
        description="It broke", tags=[make_tag("vip")], files=[make_file()], custom={"colour": "red"}, agent=make_user()
    )
    whole = duplicate_ticket(ticket, by=BY)
    assert (whole.customer_name, whole.subject, whole.agent) == (ticket.customer_name, ticket.subject, ticket.agent)
    assert (whole.description, whole.custom, products(whole)) == ("It broke", {"colour": "red"}, products(ticket))
    assert [tag.code for tag in whole.tags.all()] == ["vip"]
    assert whole.ticket_files.count() == 1
    bare = duplicate_ticket(ticket, takes=[Taken.TAGS], by=BY)
    assert (bare.description, bare.custom, products(bare), bare.ticket_files.count()) == ("", {}, [], 0)
    assert [tag.code for tag in bare.tags.all()] == ["vip"]


def test_original_and_duplicate_tell_of_each_other_and_are_linked():
    ticket = make_ticket()
    with recorded() as events:
        made = duplicate_ticket(ticket, by=BY)
    assert [(event.kind, event.subject_id("ticket")) for event in events] == [
        ("ticket.created", made.pk),
        ("ticket.duplicated", ticket.pk),
        ("ticket.duplicated", made.pk),
    ]
    assert [event.sentence for event in events[1:]] == [
        f"Duplicated as {made.number}",
        f"Made as a duplicate of {ticket.number}",
    ]
    assert [one.number for one in linked_tickets(make_user(), made)] == [ticket.number]


def test_sent_twice_it_is_duplicated_and_split_once():
    ticket, key, other = two_products(), uuid4(), uuid4()
    assert duplicate_ticket(ticket, by=BY, key=key) == duplicate_ticket(ticket, by=BY, key=key)
    going = {ticket.items.get(name="Mug").pk: Decimal(1)}
    assert split_ticket(ticket, quantities=going, by=BY, key=other) == split_ticket(
        ticket, quantities=going, by=BY, key=other
    )
    assert products(ticket) == [("Mug", 2), ("Cup", 1)]


def test_a_retired_type_makes_no_duplicate():
    ticket = make_ticket()
    type(ticket.type).objects.filter(pk=ticket.type_id).update(retired_at=ticket.created_at)
    with pytest.raises(TicketRefused):
        duplicate_ticket(ticket, by=BY)


def test_what_is_split_off_leaves_the_ticket_and_nothing_is_claimed_twice():
    order = make_order(items=1)
    ticket = two_products(order=order)
    going = {ticket.items.get(name="Mug").pk: Decimal(2), ticket.items.get(name="Cup").pk: Decimal(1)}
    with recorded() as events:
        made = split_ticket(ticket, quantities=going, by=BY)
    assert (products(ticket), products(made)) == ([("Mug", 1)], [("Mug", 2), ("Cup", 1)])
    claimed = [(item.name, int(item.quantity)) for item in claimed_items(make_user(), order)]
    assert sorted(claimed) == [("Cup", 1), ("Mug", 1), ("Mug", 2)]
    assert [event.sentence for event in events[1:]] == [
        f"Split off into {made.number}: 2 × Mug, 1 × Cup",
        f"Split from {ticket.number}: 2 × Mug, 1 × Cup",
    ]
    assert [one.number for one in linked_tickets(make_user(), ticket)] == [made.number]


@pytest.mark.parametrize("wanted", [{}, {"Mug": 4}, {"Mug": 0}, {"Mug": 3, "Cup": 1}, {"Plate": 1}])
def test_what_cant_be_split_off_is_refused_and_nothing_changes(wanted: dict[str, int]):
    ticket = two_products()
    numbers = {item.name: item.pk for item in ticket.items.all()}
    going = {numbers.get(name, 0): Decimal(quantity) for name, quantity in wanted.items()}
    with pytest.raises(SplitRefused):
        split_ticket(ticket, quantities=going, by=BY)
    assert products(ticket) == [("Mug", 3), ("Cup", 1)]
    assert Ticket.objects.count() == 1
