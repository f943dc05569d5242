"""The relay loses nothing and doubles nothing, whoever else writes or relays at the same time."""

from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from datetime import timedelta
from threading import Event as Flag

import pytest
from django.db import connection, transaction
from django.utils import timezone

from amends.journal.actors import Actor, ActorKind
from amends.journal.models import Failure, Pending
from amends.journal.readers import Reader, _readers, readers
from amends.journal.recording import LARGE, record, record_many
from amends.journal.relay import relay_all, relay_once, retry_failed
from amends.journal.testing import settle
from amends.journal.tests.make import ProbeReader, ProbeSeen, answered, see_probe
from amends.kit import jobs
from amends.kit.testing import beside, queries_of

PATIENCE = 20
"""Seconds after which a concurrency test gives up waiting for the other connection."""


def pending() -> int:
    return Pending.objects.count()


@pytest.mark.django_db
def test_every_reader_hears_of_every_event_it_wants_once():
    for number in range(5):
        see_probe(number)
    settle()
    settle()
    assert answered() == [0, 1, 2, 3, 4]
    assert pending() == 0


@pytest.mark.django_db(transaction=True)
def test_recording_wakes_the_relay_after_commit():
    see_probe(1)
    while jobs.run_all():
        pass
    assert answered() == [1]


@pytest.mark.django_db(transaction=True)
def test_an_event_committed_late_with_a_smaller_id_is_relayed_too():
    """What a reader following a cursor of ids loses for ever: it has passed the smaller id before it is visible."""
    written, may_commit = Flag(), Flag()

    def write_slowly() -> int:
        with transaction.atomic():
            event = see_probe(1)
            written.set()
            may_commit.wait(PATIENCE)
        return event.pk

    with beside() as run:
        slow = run(write_slowly)
        assert written.wait(PATIENCE)
        fast = see_probe(2).pk
        assert relay_all() == 1
        jobs.run_all()
        assert answered() == [2]
        may_commit.set()
        assert slow.result(PATIENCE) < fast
    settle()
    assert answered() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_share_the_events():
    """The first holds its rows locked until the second is done: the second skips them and does not wait for it."""
    for number in range(4):
        see_probe(number)
    claimed, may_go_on, told_to_go_on = Flag(), Flag(), []

    class Holding(Reader):
        code = "test.a_holding"
        job = ProbeReader.job

        def wants(self, events):
            if not claimed.is_set():
                claimed.set()
                told_to_go_on.append(may_go_on.wait(PATIENCE))
            return []

    try:
        with beside() as run:
            first = run(lambda: relay_once(batch=2))
            assert claimed.wait(PATIENCE)
            assert relay_once(batch=10) == 2
            may_go_on.set()
            wait([first], PATIENCE)
            assert first.result() == 2
    finally:
        forget(Holding)
    assert told_to_go_on == [True]
    settle()
    assert answered() == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_that_tell_again_share_what_failed_and_neither_waits_for_the_other():
    see_probe(1)
    with failing() as reader:
        relay_all()
        Failure.objects.update(next_try_at=timezone.now())
        reader.bad = -1
        told, may_go_on = Flag(), Flag()

        def tell_slowly() -> tuple[int, bool]:
            with transaction.atomic():
                count = retry_failed()
                told.set()
                return count, may_go_on.wait(PATIENCE)

        with beside() as run:
            first = run(tell_slowly)
            assert told.wait(PATIENCE)
            assert retry_failed() == 0
            may_go_on.set()
            assert first.result(PATIENCE) == (1, True)


class Failing(ProbeReader):
    """Fails at one number, or at all of them."""

    code = ""
    job = ProbeReader.job
    bad: int | None = None

    def wants(self, events):
        wanted = super().wants(events)
        if any(self.bad in (None, event.payload["number"]) for event in wanted):
            raise ZeroDivisionError("division by zero")
        return wanted


@contextmanager
def failing(*, bad: int | None = None) -> Iterator[Failing]:
    """A second reader of probes, asked before the other, that fails."""

    class AnyFailing(Failing):
        code = "test.a_failing"

    reader = _readers[AnyFailing.code]
    assert isinstance(reader, AnyFailing)
    reader.bad = bad
    try:
        yield reader
    finally:
        forget(AnyFailing)


@pytest.mark.django_db
def test_a_reader_that_fails_does_not_stop_the_others_and_is_told_again():
    for number in range(3):
        see_probe(number)
    with failing() as reader:
        relay_all()
        assert pending() == 0
        assert Failure.objects.filter(reader=reader.code).count() == 3
        settle()
        assert answered() == [0, 1, 2]
        assert "ZeroDivisionError: division by zero" in Failure.objects.latest("id").error
        Failure.objects.update(next_try_at=timezone.now())
        retry_failed()
        assert set(Failure.objects.values_list("attempts", flat=True)) == {2}
        assert Failure.objects.filter(next_try_at__gt=timezone.now() + timedelta(seconds=20)).count() == 3
        reader.bad = -1
        Failure.objects.update(next_try_at=timezone.now())
        assert retry_failed() == 3
        assert not Failure.objects.exists()


@pytest.mark.django_db
def test_what_failed_is_not_told_again_before_its_time():
    see_probe()
    with failing():
        relay_all()
        assert retry_failed() == 0
        assert Failure.objects.count() == 1


@pytest.mark.django_db
def test_of_a_batch_only_the_events_at_which_a_reader_fails_are_put_aside():
    with transaction.atomic():
        record_many([(ProbeSeen(number=number), {"ticket": number}) for number in range(200)], by=Actor.clock())
    with failing(bad=77):
        relay_all()
        assert [failure.event.payload["number"] for failure in Failure.objects.all()] == [77]


@pytest.mark.django_db
def test_a_reader_that_fails_on_everything_is_not_asked_about_each_event_alone():
    with transaction.atomic():
        record_many([(ProbeSeen(number=number), {"ticket": number}) for number in range(200)], by=Actor.clock())
    with failing():
        asked = queries_of(relay_once)
    assert Failure.objects.count() == 200
    assert len([sql for sql in asked if sql.startswith("SAVEPOINT")]) < 100


@pytest.mark.django_db
def test_what_a_reader_had_done_before_it_failed_is_taken_back():
    see_probe(1)

    class Messy(ProbeReader):
        code = "test.z_messy"

        def take(self, events):
            super().take(events)
            raise ZeroDivisionError

    try:
        relay_all()
    finally:
        forget(Messy)
    assert jobs.waiting() == 1  # of the other reader


@pytest.mark.django_db
def test_failures_of_a_reader_that_is_no_more_are_forgotten():
    see_probe()
    with failing():
        relay_all()
    Failure.objects.update(next_try_at=timezone.now())
    retry_failed()
    assert not Failure.objects.exists()


@pytest.mark.django_db
def test_what_people_did_goes_before_the_consequences_of_large_acts():
    with transaction.atomic():
        large = Actor(ActorKind.SYSTEM, label="import", large=True)
        record(ProbeSeen(number=1), by=large, ticket=1)
        record_many([(ProbeSeen(number=2), {"ticket": number}) for number in range(LARGE + 1)], by=Actor.clock())
        record(ProbeSeen(number=3), by=Actor.clock(), ticket=1)
    relay_once(batch=1)
    assert set(Pending.objects.values_list("large", flat=True)) == {True}
    jobs.run_all()
    assert answered() == [3]
    settle()
    assert answered() == [1, *[2] * (LARGE + 1), 3]


@pytest.mark.django_db
def test_consequences_of_large_acts_wait_in_a_queue_of_their_own_in_chunks():
    with transaction.atomic():
        record_many([(ProbeSeen(number=2), {"ticket": number}) for number in range(250)], by=Actor.clock())
        record(ProbeSeen(number=3), by=Actor.clock(), ticket=1)
    relay_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "select queue_name, jsonb_array_length(args -> 'event_ids') from procrastinate_jobs"
            " where task_name like '%answer_probes' order by id"
        )
        assert cursor.fetchall() == [("now", 1), ("later", 100), ("later", 100), ("later", 50)]


@pytest.mark.django_db
def test_the_relay_goes_on_after_one_batch(monkeypatch):
    monkeypatch.setattr("amends.journal.relay.BATCH", 2)
    monkeypatch.setattr(relay_once, "__defaults__", (2,))
    for number in range(5):
        see_probe(number)
    assert relay_all() == 5
    assert pending() == 0


@pytest.mark.django_db
def test_a_batch_costs_the_same_number_of_statements_for_one_event_and_for_a_hundred():
    see_probe()
    one = queries_of(relay_once)
    for number in range(100):
        see_probe(number)
    assert len(queries_of(relay_once)) == len(one)


@pytest.mark.django_db
def test_pending_events_are_taken_in_the_order_of_one_index():
    see_probe()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select * from journal_pending order by large, event_id limit 10")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "journal_pending_pkey" in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_an_event_is_never_written_a_second_time():
    event = see_probe()
    with connection.cursor() as cursor:
        cursor.execute("select ctid::text, xmin::text from journal_event where id = %s", [event.pk])
        before = cursor.fetchone()
        relay_all()
        cursor.execute("select ctid::text, xmin::text from journal_event where id = %s", [event.pk])
        assert cursor.fetchone() == before


def forget(reader: type[Reader]) -> None:
    """Take a test's own reader out of the registry again."""
    del _readers[reader.code]
    assert reader.code not in {known.code for known in readers()}
