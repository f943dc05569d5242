"""Two people at the same moment, on two real connections."""

import time
import uuid
from concurrent.futures import wait

import pytest
from django.db import connection, transaction

from amends.kit.testing import beside
from amends.people.tests.make import make_user
from amends.tickets.actions import change_status, create_ticket
from amends.tickets.meanwhile import ChangedMeanwhile, set_unless_changed
from amends.tickets.models import NumberSeries, Ticket
from amends.tickets.numbering import number_of
from amends.tickets.steps import ChangeStatus
from amends.tickets.tests.make import claim, make_actor, make_ticket, returns, status
from amends.vocabulary import field_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def new_claim(**kwargs: object) -> Ticket:
    return create_ticket(type=claim(), customer_name="Jana Nováková", by=make_actor(), **kwargs)  # type: ignore[arg-type]


def blocked() -> int:
    """How many connections wait for a lock that this one holds. pg_locks is read afresh each time, also inside a
    transaction, which pg_stat_activity is not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0]


def until_blocked(deadline: float = 10) -> None:
    """Wait until another connection waits for our lock; says so when that never happens."""
    end = time.monotonic() + deadline
    while not blocked():
        assert time.monotonic() < end, "nobody waits for the lock"
        time.sleep(0.01)


@pytest.mark.req("R55")
def test_of_two_agents_who_change_the_status_at_once_one_wins_and_the_other_is_told_why():
    ticket, user, field = make_ticket(), make_user(), field_of("ticket", "status")
    assert field
    seen = ticket.status.code

    def other_agent() -> str:
        deed = ChangeStatus(status=status("waiting_customer").code)
        try:
            set_unless_changed(user, ticket.pk, field, deed, seen=seen, by=make_actor())
        except ChangedMeanwhile as refusal:
            return str(refusal)
        return "changed"

    with beside() as run:
        with transaction.atomic():
            change_status(ticket, to=status("waiting_return"), by=make_actor())
            answer = run(other_agent)
            until_blocked()
        told = answer.result(10)
        assert "Waiting for return" in told
        assert "Nothing was saved" in told
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.waiting_return"


@pytest.mark.req("R73")
def test_numbers_have_no_gap_and_no_double_however_many_create_at_once():
    claim()
    with beside() as run:
        futures = [run(lambda: [new_claim().number for _ in range(10)]) for _ in range(2)]
        wait(futures, 60)
        numbers = sorted(number for future in futures for number in future.result())
    series = NumberSeries.objects.get(type=claim())
    assert numbers == [number_of(claim(), series.year, running) for running in range(1, 21)]


def test_a_creation_that_fails_gives_its_number_back():
    first = new_claim()
    with transaction.atomic():
        new_claim()
        transaction.set_rollback(True)
    assert int(new_claim().number[-5:]) == int(first.number[-5:]) + 1


def test_each_type_has_a_series_of_its_own():
    new_claim()
    other = create_ticket(type=returns(), email="jana@example.cz", by=make_actor())
    assert other.number.startswith("R")
    assert other.number.endswith("-00001")


def test_the_same_submission_twice_at_once_makes_one_ticket():
    key, _type = uuid.uuid4(), claim()
    with beside() as run:
        with transaction.atomic():
            mine = new_claim(key=key)
            other = run(lambda: new_claim(key=key).number)
            until_blocked()
        assert other.result(10) == mine.number
    assert Ticket.objects.count() == 1
    assert NumberSeries.objects.get(type=claim()).last == 1
