"""A limited agent sees the tickets of the queues given, and no others."""

import pytest

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.access import visible_tickets
from amends.tickets.actions import give_queues
from amends.tickets.queries import queues_given
from amends.tickets.tests.make import make_queue, make_ticket

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def test_giving_queues_opens_their_tickets_and_taking_closes_them():
    user = make_user(Role.LIMITED, name="Petr")
    claims, returns = (
        make_queue("test-claims", names={"en": "Claims"}),
        make_queue("test-returns", names={"en": "Returns"}),
    )
    claim, back = make_ticket(queue=claims), make_ticket(queue=returns)
    assert not visible_tickets(user).exists()
    with recorded() as events:
        give_queues(user, to=[claims], by=BY)
        give_queues(user, to=[claims], by=BY)
    assert list(visible_tickets(user)) == [claim]
    assert [event.fact.sentence() for event in events] == ["Petr was given the queue Claims"]
    with recorded() as events:
        give_queues(user, to=[returns], by=BY)
    assert list(visible_tickets(user)) == [back]
    assert list(queues_given(user)) == [returns]
    said = "Petr was given the queue Returns; The queue Claims was taken from Petr"
    assert [event.fact.sentence() for event in events] == [said]
