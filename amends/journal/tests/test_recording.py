"""record and record_many: what stands in the journal, and when."""

import pytest
from django.db import connection, transaction
from pydantic import ValidationError

from amends.journal.actors import Actor, ActorKind, Authors
from amends.journal.events import EventKind
from amends.journal.models import Event, Pending, with_subjects
from amends.journal.recording import _event, record, record_many
from amends.journal.testing import recorded
from amends.journal.tests.make import ProbeSeen
from amends.kit.testing import queries_of

SYSTEM = Actor.system("test")


@pytest.mark.django_db
def test_an_event_carries_its_fact_its_author_and_its_subjects():
    event = record(ProbeSeen(number=3), by=SYSTEM, ticket=7, contact=8, order=9)
    kept = Event.objects.get(pk=event.pk)
    assert (kept.kind, kept.payload, kept.fact) == ("test.probe_seen", {"number": 3}, ProbeSeen(number=3))
    assert (kept.actor_kind, kept.actor_label, kept.act) == (ActorKind.SYSTEM, "test", SYSTEM.act)
    assert kept.about == {"ticket": 7, "contact": 8, "order": 9}
    assert (kept.subject_id("ticket"), kept.subject_id("lead")) == (7, None)
    assert (kept.cause_id, kept.depth, kept.large) == (None, 0, False)
    assert [waiting.event_id for waiting in Pending.objects.all()] == [event.pk]


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        record(ProbeSeen(), by=SYSTEM)
    with pytest.raises(transaction.TransactionManagementError):
        record_many([(ProbeSeen(), {})], by=SYSTEM)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_many_events_are_one_statement():
    facts = [(ProbeSeen(number=number), {"ticket": number}) for number in range(300)]
    with recorded() as events:
        inserts = [sql for sql in queries_of(lambda: record_many(facts, by=SYSTEM)) if "INSERT" in sql]
    assert len(inserts) == 1
    assert (
        [event.payload["number"] for event in events]
        == [event.subject_id("ticket") for event in with_subjects(events)]
        == list(range(300))
    )


@pytest.mark.django_db
def test_a_consequence_keeps_the_act_and_counts_its_depth():
    first = record(ProbeSeen(), by=SYSTEM)
    second = record(ProbeSeen(), by=Actor.clock().because(first))
    third = record(ProbeSeen(), by=Actor.clock().because(second))
    assert {event.act for event in (first, second, third)} == {SYSTEM.act}
    assert [event.depth for event in (first, second, third)] == [0, 1, 2]
    assert third.cause == second


@pytest.mark.django_db
def test_a_thousand_events_wake_the_relay_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        for _number in range(20):
            record(ProbeSeen(), by=SYSTEM)
        record_many([(ProbeSeen(), {})] * 20, by=SYSTEM)
    assert len(callbacks) == 1


def record_and_fail() -> None:
    with transaction.atomic():
        record(ProbeSeen(), by=SYSTEM)
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_rolled_back_savepoint_leaves_the_next_one_awake():
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            record_and_fail()
        assert not connection.run_on_commit
        record(ProbeSeen(), by=SYSTEM)
        assert len(connection.run_on_commit) == 1
    assert Event.objects.count() == 1


def test_a_fact_refuses_a_field_its_kind_does_not_have():
    with pytest.raises(ValidationError):
        ProbeSeen.model_validate({"number": 1, "colour": "red"})


def test_a_fact_cannot_be_changed():
    with pytest.raises(ValidationError):
        ProbeSeen(number=1).number = 2


def test_two_kinds_cannot_share_a_code():
    with pytest.raises(TypeError, match="defined twice"):

        class Impostor(EventKind):
            code = "test.probe_seen"


def test_a_kind_cannot_promise_to_forget_what_it_does_not_have():
    with pytest.raises(TypeError, match="does not have"):

        class Forgetful(EventKind):
            code = "test.forgetful"
            personal = {"email": "contact"}


@pytest.mark.django_db
def test_an_event_of_a_kind_no_longer_known_still_has_a_sentence():
    event = record(ProbeSeen(), by=SYSTEM)
    Event.objects.filter(pk=event.pk).update(kind="test.gone")
    assert "test.gone" in Event.objects.get(pk=event.pk).sentence


def test_a_subject_that_its_kind_does_not_declare_is_refused():
    with pytest.raises(TypeError, match="does not declare"):
        Event.of(ProbeSeen(), by=SYSTEM, lead=1)


@pytest.mark.django_db
def test_each_of_many_facts_may_have_an_author_of_its_own():
    first, second = (record(ProbeSeen(), by=SYSTEM) for _twice in range(2))
    each = Authors({1: Actor.clock().because(first), 2: Actor.clock().because(second)})
    record_many([(ProbeSeen(number=1), {"ticket": 1}), (ProbeSeen(number=2), {"ticket": 2})], by=each)
    record_many([(ProbeSeen(number=3), {"ticket": 3}, Actor.system("its own"))])
    third = Event.objects.get(payload__number=3)
    causes = Event.objects.exclude(cause=None).order_by("id").values_list("payload__number", "cause")
    assert list(causes) == [(1, first.pk), (2, second.pk)]
    assert third.actor_label == "its own"


def test_nobody_can_record_without_an_author():
    with pytest.raises(TypeError, match="without an author"):
        _event((ProbeSeen(), {}), None)
