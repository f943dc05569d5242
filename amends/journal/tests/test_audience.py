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
    assert len(history(about=("ticket", 1), audience=Audience.STAFF)) == 2


def test_a_customer_does_not_hear_of_a_cause_that_is_for_staff():
    hidden = record(ProbeSeen(number=1), by=Actor.clock(), ticket=1)
    first = record(Shown(), by=Actor.clock().because(hidden), ticket=1)
    record(Shown(), by=Actor.clock().because(first), ticket=1)
    second, line = history(about=("ticket", 1), audience=Audience.CUSTOMER)
    assert (line.cause, line.because) == (None, "")
    assert second.because == "because: Shown to customers"
    assert history(about=("ticket", 1), audience=Audience.STAFF)[1].because == "because: Probe 1 was seen"


def test_a_customer_does_not_hear_of_a_cause_in_the_matter_of_somebody_else():
    secret = record(Shown(), by=Actor.clock(), ticket=2)
    own = record(Shown(), by=Actor.clock(), ticket=1)
    record(Shown(), by=Actor.clock().because(secret), ticket=1)
    record(Shown(), by=RULE.because(own), ticket=1)
    of_own, of_secret, _own = history(about=("ticket", 1), audience=Audience.CUSTOMER)
    assert (of_secret.cause, of_secret.because) == (None, "")
    assert of_own.cause == own
    [alone] = history(about=("ticket", 1), audience=Audience.CUSTOMER, limit=1)  # its cause is on an earlier page
    assert alone.cause == own


def test_a_cause_does_not_give_away_the_rule_behind_it():
    cause = record(Shown(), by=RULE, ticket=1)
    record(Shown(), by=Actor.clock().because(cause), ticket=1)
    line = history(about=("ticket", 1), audience=Audience.CUSTOMER, limit=1)[0]
    assert line.cause is not None
    assert str(line.cause.actor.name) == "Amends"


def test_whoever_reads_a_history_says_for_whom():
    with pytest.raises(TypeError):
        history(about=("ticket", 1))  # type: ignore[call-arg]


def test_a_customer_does_not_learn_what_the_rules_of_a_shop_are_called():
    record(Shown(), by=RULE, ticket=1)
    [line] = history(about=("ticket", 1), audience=Audience.CUSTOMER)
    assert (line.by, str(line.event.actor.name), line.event.actor_id, line.by_rule) == ("Amends", "Amends", None, False)
    assert history(about=("ticket", 1), audience=Audience.STAFF)[0].by == "Watch for fraud"


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
