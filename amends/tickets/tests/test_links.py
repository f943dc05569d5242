"""Tickets that have to do with each other."""

import pytest

from amends.journal.events import Audience
from amends.journal.queries import history
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import LinkRefused, link_tickets, unlink_tickets
from amends.tickets.models import TicketLink
from amends.tickets.queries import beside, linked_tickets, without_unseen
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_ticket

pytestmark = pytest.mark.django_db

BY = make_actor()


def test_a_link_is_seen_from_both_sides_and_told_by_both():
    user, one, two = make_user(), make_ticket(), make_ticket()
    with recorded() as events:
        link_tickets(two, other=one, by=BY)
    assert [(event.kind, event.subject_id("ticket"), event.payload["other"]) for event in events] == [
        ("ticket.linked", one.pk, two.number),
        ("ticket.linked", two.pk, one.number),
    ]
    assert [other.number for other in linked_tickets(user, one)] == [two.number]
    assert [other.number for other in linked_tickets(user, two)] == [one.number]


def test_linked_twice_it_is_one_link_and_unlinked_twice_none():
    one, two = make_ticket(), make_ticket()
    with recorded() as events:
        link_tickets(one, other=two, by=BY)
        link_tickets(two, other=one, by=BY)
        unlink_tickets(two, other=one, by=BY)
        unlink_tickets(one, other=two, by=BY)
    assert [event.kind for event in events] == ["ticket.linked"] * 2 + ["ticket.unlinked"] * 2
    assert not TicketLink.objects.exists()


def test_a_ticket_is_not_linked_with_itself():
    ticket = make_ticket()
    with pytest.raises(LinkRefused):
        link_tickets(ticket, other=ticket, by=BY)


def test_what_a_limited_agent_may_not_see_is_not_named_by_a_link():
    limited, theirs = make_user(Role.LIMITED), make_queue("theirs")
    give_queue(limited, theirs)
    seen, hidden = make_ticket(queue=theirs), make_ticket(queue=make_queue("elsewhere"))
    link_tickets(seen, other=hidden, by=BY)
    assert linked_tickets(limited, seen) == []
    lines = history(about=("ticket", seen.pk), audience=Audience.STAFF)
    assert without_unseen(limited, lines)[0].sentence == "Linked with another ticket"
    assert without_unseen(limited, lines)[0].event.payload["other"] == ""
    again = history(about=("ticket", seen.pk), audience=Audience.STAFF)
    assert without_unseen(make_user(), again)[0].sentence == f"Linked with {hidden.number}"


def test_tickets_of_the_same_customer_are_offered_first_and_others_are_found():
    user, ticket = make_user(), make_ticket(email="jana@example.cz")
    same, other = make_ticket(email="jana@example.cz"), make_ticket(subject="Zebrafish")
    assert beside(user, ticket) == [same]
    assert beside(user, ticket, "zebraf") == [other]
    assert beside(user, ticket, ticket.number) == []
