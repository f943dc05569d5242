"""What is shown to whom is decided where history is read, not by whoever shows it."""

import pytest

from amends.journal.actors import Actor, ActorKind
from amends.journal.events import Audience, EventKind
from amends.journal.models import Event
from amends.journal.queries import history, leaving
from amends.journal.recording import record
from amends.journal.tests.make import ProbeSeen

pytestmark = pytest.mark.django_db

RULE = Actor(ActorKind.RULE, 1, "Watch for fraud")


class Shown(EventKind):
    code = "test.shown"
    label = "Shown to customers"
    subjects = ("ticket",)
    audience = Audience.CUSTOMER
    leaves = True


def test_a_customer_reads_no_event_of_staff():
    record(ProbeSeen(number=1), by=Actor.clock(), ticket=1)
    shown = record(Shown(), by=Actor.clock(), ticket=1)
    assert [line.event for line in history(about=("ticket", 1), audience=Audience.CUSTOMER)] == [shown]
    assert len(history(about=("ticket", 1))) == 2


def test_a_customer_does_not_hear_of_a_cause_that_is_for_staff():
    hidden = record(ProbeSeen(number=1), by=Actor.clock(), ticket=1)
    first = record(Shown(), by=Actor.clock().because(hidden), ticket=1)
    record(Shown(), by=Actor.clock().because(first), ticket=1)
    second, line = history(about=("ticket", 1), audience=Audience.CUSTOMER)
    assert (line.cause, line.because) == (None, "")
    assert second.because == "because: Shown to customers"
    assert history(about=("ticket", 1))[1].because == "because: Probe 1 was seen"


def test_a_customer_does_not_learn_what_the_rules_of_a_shop_are_called():
    record(Shown(), by=RULE, ticket=1)
    [line] = history(about=("ticket", 1), audience=Audience.CUSTOMER)
    assert line.by == "Amends"
    assert history(about=("ticket", 1))[0].by == "Watch for fraud"


def test_an_event_of_a_kind_no_longer_known_is_for_staff_only_and_does_not_leave():
    gone = record(Shown(), by=RULE, ticket=1)
    Event.objects.filter(pk=gone.pk).update(kind="test.gone")
    gone.subjects.update(event_kind="test.gone")
    assert history(about=("ticket", 1), audience=Audience.CUSTOMER) == []
    assert leaving(Event.objects.all()) == []


def test_only_what_may_leave_leaves():
    record(ProbeSeen(), by=RULE, ticket=1)
    shown = record(Shown(), by=RULE, ticket=1)
    assert leaving(Event.objects.all()) == [shown]
