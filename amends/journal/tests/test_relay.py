"""The relay loses nothing and doubles nothing, whoever else writes or relays at the same time."""

from concurrent.futures import wait
from threading import Event as Flag

import pytest
from django.db import connection, transaction

from amends.journal.models import Event
from amends.journal.readers import Reader, readers
from amends.journal.relay import relay_all, relay_once
from amends.journal.testing import settle
from amends.journal.tests.make import ProbeReader, answered, see_probe
from amends.kit import jobs
from amends.kit.testing import beside, queries_of

PATIENCE = 20
"""Seconds after which a concurrency test gives up waiting for the other connection."""


def unrelayed() -> int:
    return Event.objects.filter(relayed_at=None).count()


@pytest.mark.django_db
def test_every_reader_hears_of_every_event_it_wants_once():
    for number in range(5):
        see_probe(number)
    settle()
    settle()
    assert answered() == [0, 1, 2, 3, 4]
    assert unrelayed() == 0


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
    """The first holds its rows locked while the second runs: the second skips them and neither waits."""
    for number in range(4):
        see_probe(number)
    claimed, may_go_on = Flag(), Flag()

    class Holding(Reader):
        code = "test.a_holding"
        job = ProbeReader.job

        def wants(self, events):
            if not claimed.is_set():
                claimed.set()
                may_go_on.wait(PATIENCE)
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
    settle()
    assert answered() == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_when_a_reader_fails_nothing_is_marked_and_nothing_is_deferred():
    see_probe(1)

    class Failing(Reader):
        code = "test.z_failing"  # asked last: the probe's job has been deferred by then
        job = ProbeReader.job

        def wants(self, events):
            raise ZeroDivisionError

    try:
        with pytest.raises(ZeroDivisionError):
            relay_once()
    finally:
        forget(Failing)
    assert unrelayed() == 1
    settle()
    assert answered() == [1]


@pytest.mark.django_db
def test_a_batch_costs_the_same_number_of_statements_for_one_event_and_for_a_hundred():
    see_probe()
    one = queries_of(relay_once)
    for number in range(100):
        see_probe(number)
    assert len(queries_of(relay_once)) == len(one)


@pytest.mark.django_db
def test_unrelayed_events_are_found_without_reading_the_relayed_ones():
    see_probe()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select id from journal_event where relayed_at is null order by id limit 10")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "journal_event_unrelayed" in plan


def forget(reader: type[Reader]) -> None:
    """Take a test's own reader out of the registry again."""
    from amends.journal.readers import _readers

    del _readers[reader.code]
    assert reader.code not in {known.code for known in readers()}
