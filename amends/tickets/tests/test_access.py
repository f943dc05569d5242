"""Who sees what."""

from io import BytesIO

import pytest
from django.core.files.base import File as Upload

from amends.files.access import get_file_for
from amends.files.actions import store_file
from amends.kit.refusals import NotThere
from amends.orders.tests.make import make_order
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.access import get_ticket_for, visible_queues, visible_tickets
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Ticket
from amends.tickets.queries import claimed_items, open_ticket_counts, other_tickets, tickets_of_order
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.AGENT])
def test_all_but_limited_agents_see_every_ticket(role: Role):
    ticket = make_ticket(queue=make_queue("east"))
    assert get_ticket_for(make_user(role), ticket.number, to="edit") == ticket


def limited_in(queue_code: str) -> User:
    user = make_user(Role.LIMITED)
    give_queue(user, make_queue(queue_code))
    return user


def test_a_limited_agent_sees_the_tickets_of_the_queues_given_and_those_assigned():
    user = limited_in("east")
    inside = make_ticket(queue=visible_queues(user)[0])
    assigned = make_ticket(queue=make_queue("west"), agent=user)
    outside = make_ticket(queue=None)
    assert set(visible_tickets(user)) == {inside, assigned}
    with pytest.raises(NotThere):
        get_ticket_for(user, outside.number)


def test_a_ticket_that_is_not_there_is_told_like_one_that_may_not_be_seen():
    with pytest.raises(NotThere):
        get_ticket_for(make_user(), "C26-99999")


@pytest.mark.req("R69")
def test_files_of_a_ticket_are_for_those_who_see_the_ticket():
    user, other = limited_in("east"), limited_in("west")
    file = store_file(Upload(BytesIO(b"text"), name="note.txt"), by=make_actor())
    make_ticket(queue=visible_queues(user)[0], files=[file])
    assert get_file_for(user, file.pk) == file
    with pytest.raises(NotThere):
        get_file_for(other, file.pk)


# --- What is told of tickets beside an order or another ticket ------------------------------------------------------


@pytest.fixture
def beside() -> tuple[User, Ticket, Ticket]:
    """A limited agent, the ticket they see, and one of the same customer and order that they don't."""
    user, order = limited_in("east"), make_order(items=1)
    shared = {"order": order, "email": "jana@x.cz", "items": [ItemDraft(name="Product 1", code="P-1")]}
    seen = make_ticket(queue=visible_queues(user)[0], **shared)
    return user, seen, make_ticket(queue=make_queue("west"), **shared)


def test_tickets_of_an_order_are_those_that_are_seen(beside: tuple[User, Ticket, Ticket]):
    user, seen, hidden = beside
    assert seen.order is not None
    assert tickets_of_order(user, seen.order) == [seen]
    assert tickets_of_order(make_user(), seen.order) == [hidden, seen]


def test_open_tickets_of_an_order_are_counted_as_far_as_they_are_seen(beside: tuple[User, Ticket, Ticket]):
    user, seen, _hidden = beside
    assert seen.order is not None
    number = seen.order.pk
    assert open_ticket_counts(user, [number]) == {number: 1}
    assert open_ticket_counts(make_user(), [number]) == {number: 2}


def test_other_tickets_of_a_customer_are_those_that_are_seen(beside: tuple[User, Ticket, Ticket]):
    user, seen, hidden = beside
    assert other_tickets(user, seen) == []
    assert [one.number for one in other_tickets(make_user(), seen)] == [hidden.number]


def test_products_on_other_tickets_are_those_of_tickets_that_are_seen(beside: tuple[User, Ticket, Ticket]):
    user, seen, hidden = beside
    assert seen.order is not None
    assert [item.ticket for item in claimed_items(user, seen.order)] == [seen]
    assert [item.ticket for item in claimed_items(make_user(), seen.order)] == [seen, hidden]
