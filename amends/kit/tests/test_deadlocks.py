"""The victim of a deadlock tries again: on real connections with real commits."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from amends.kit.deadlocks import again_after_deadlock, once_more_after_deadlock
from amends.kit.testing import beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

ONE, OTHER = 4711, 4712


def crossing(first: int, second: int, meeting: Barrier, tries: list[int]) -> Callable[[], int]:
    """Takes two locks in this order; the first time, only when somebody else holds the second."""

    @transaction.atomic
    def deed() -> int:
        tries.append(first)
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [first])
            if tries.count(first) == 1:
                meeting.wait(timeout=30)
            cursor.execute("select pg_advisory_xact_lock(%s)", [second])
        return first

    return deed


def test_of_two_that_wait_for_each_other_both_get_done() -> None:
    meeting = Barrier(2)
    tries: list[int] = []
    with beside() as run:
        there = run(once_more_after_deadlock(crossing(ONE, OTHER, meeting, tries)))
        back = run(once_more_after_deadlock(crossing(OTHER, ONE, meeting, tries)))
        assert (there.result(timeout=60), back.result(timeout=60)) == (ONE, OTHER)
    assert len(tries) == 3, "one of them was begun again"


def test_within_a_larger_transaction_the_error_goes_on() -> None:
    meeting = Barrier(2)
    tries: list[int] = []
    with beside() as run:
        deeds = [
            run(transaction.atomic(once_more_after_deadlock(crossing(first, second, meeting, tries))))
            for first, second in ((ONE, OTHER), (OTHER, ONE))
        ]
        failures = [deed.exception(timeout=60) for deed in deeds]
    assert [type(failure) for failure in failures if failure] == [OperationalError]
    assert len(tries) == 2


def test_another_trouble_of_the_database_is_not_tried_again() -> None:
    tries: list[int] = []

    @once_more_after_deadlock
    @transaction.atomic
    def deed() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = 50")
            cursor.execute("select pg_sleep(30)")

    with pytest.raises(OperationalError):
        deed()
    assert len(tries) == 1


def test_it_is_tried_as_often_as_is_said_and_no_more() -> None:
    tries: list[int] = []

    @again_after_deadlock(times=3)
    @transaction.atomic
    def deed(lucky: int) -> int:
        tries.append(1)
        if len(tries) < lucky:
            raise OperationalError("deadlock detected") from DeadlockDetected()
        return len(tries)

    assert deed(3) == 3
    tries.clear()
    with pytest.raises(OperationalError):
        deed(4)
    assert len(tries) == 3
