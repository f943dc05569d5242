"""A limited agent sees the tickets of the queues given, and no others."""

import pytest
from django.utils.translation import override

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.access import visible_tickets
from amends.tickets.actions import change_queue, give_queues
from amends.tickets.events import QueuesGiven, TicketQueueChanged
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


def test_the_names_of_queues_are_told_in_the_language_of_the_reader_and_not_of_whoever_moved():
    claims = make_queue("test-claims", names={"en": "Claims", "cs": "Reklamace"})
    back = make_queue("test-returns", names={"en": "Returns", "cs": "Vratky"})
    ticket, user = make_ticket(queue=claims), make_user(Role.LIMITED, name="Petr")
    with override("cs"), recorded() as events:
        change_queue(ticket, to=back, by=BY)
        change_queue(ticket, to=None, by=BY)
        give_queues(user, to=[claims], by=BY)
    told = [event.sentence for event in events]
    assert told == ["Moved to queue Returns", "Taken out of queue Returns", "Petr was given the queue Claims"]
    with override("cs"):
        assert ["Vratky" in events[0].sentence, "Reklamace" in events[2].sentence] == [True, True]


def test_what_was_recorded_with_one_name_alone_is_still_told():
    assert TicketQueueChanged(old="a", old_name="Reklamace", new="b", new_name="Vratky").sentence().endswith("Vratky")
    assert QueuesGiven(user=1, user_name="Petr", given={"a": "Vratky"}).sentence().endswith("Vratky")
