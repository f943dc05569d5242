"""The queue: transactional, patient by kind, retried, and mended after a worker's death."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amends.kit import jobs
from amends.kit.testing import database_address

done: list[int] = []
PATIENCE = 30
"""Seconds a test waits for a worker."""


@jobs.task(patience="now")
def note(number: int) -> None:
    done.append(number)


@jobs.task(patience="now", retries=0)
def fail(number: int) -> None:
    raise ZeroDivisionError(number)


@jobs.task(patience="now", retries=0)
def sleep_long(seconds: float) -> None:
    time.sleep(seconds)


@jobs.task(patience="network", retries=0)
def hang() -> None:
    time.sleep(2 * PATIENCE)


@jobs.periodic("0 4 1 1 *")
def count_years() -> None:
    done.append(-1)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def statuses() -> dict[str, int]:
    """How many jobs of this file are in which state."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select status::text, count(*) from procrastinate_jobs where starts_with(task_name, %s) group by 1",
            [__name__],
        )
        return dict(cursor.fetchall())


def test_a_task_is_named_after_its_function_and_can_be_called_at_once():
    assert note.name == "amends.kit.tests.test_jobs.note"
    note(number=7)
    assert done == [7]


@pytest.mark.django_db
def test_deferred_jobs_run_in_order_with_their_arguments():
    note.defer(number=1)
    note.defer_many([{"number": 2}, {"number": 3}])
    note.defer_many([])
    assert jobs.waiting() == 3
    assert jobs.run_all() == 3
    assert done == [1, 2, 3]
    assert statuses() == {}


@pytest.mark.django_db(transaction=True)
def test_a_job_is_forgotten_with_the_transaction_that_deferred_it():
    def defer_and_fail() -> None:
        with transaction.atomic():
            note.defer(number=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        defer_and_fail()
    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_a_job_for_later_is_not_due_now():
    note.defer_at(timezone.now() + timedelta(hours=1), number=1)
    note.defer_at(timezone.now() - timedelta(hours=1), number=2)
    jobs.run_all()
    assert done == [2]


@pytest.mark.django_db
def test_deferred_once_means_once_while_it_waits():
    assert note.defer_once("one", number=1)
    assert not note.defer_once("one", number=2)
    note.defer(number=3)
    jobs.run_all()
    assert done == [1, 3]
    assert note.defer_once("one", number=4)


@pytest.mark.django_db
def test_an_exception_of_a_job_reaches_the_test_and_the_job_counts_as_failed():
    fail.defer(number=1)
    with pytest.raises(ZeroDivisionError):
        jobs.run_all()
    assert statuses() == {"failed": 1}


@pytest.mark.django_db
def test_a_periodic_task_can_be_called_like_the_function_it_is():
    count_years()
    assert done == [-1]


def test_retries_wait_longer_each_time_and_come_to_an_end():
    class Attempted:
        def __init__(self, attempts: int) -> None:
            self.attempts = attempts

    waits = []
    backoff = jobs.Backoff(retries=9)
    for attempts in range(9):
        decision = backoff.get_retry_decision(exception=ValueError(), job=Attempted(attempts))  # type: ignore[arg-type]
        assert decision is not None
        assert decision.retry_at is not None
        waits.append(round((decision.retry_at - timezone.now()).total_seconds()))
    assert waits[:4] == [2, 8, 32, 128]
    assert waits[-1] == jobs.LONGEST_WAIT
    assert backoff.get_retry_decision(exception=ValueError(), job=Attempted(9)) is None  # type: ignore[arg-type]


def bury() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")


@pytest.mark.django_db(transaction=True)
def test_a_job_that_keeps_killing_its_worker_is_given_up():
    note.defer(number=1)
    for _attempt in range(jobs.MOST_ATTEMPTS_WHEN_STALLED + 1):
        take_and_die()
        jobs.retry_stalled()
    assert statuses() == {"failed": 1}
    assert jobs.run_all() == 0


def take_and_die() -> None:
    """A worker that took the job and was never heard of again."""
    [worker] = jobs._ask("register_worker")
    jobs._ask("fetch_job", queues=None, worker_id=worker["worker_id"])
    bury()


@pytest.mark.django_db
def test_a_stalled_job_whose_like_waits_already_leaves_the_work_to_it():
    note.defer_once("one", number=1)
    take_and_die()
    note.defer_once("one", number=2)
    jobs.retry_stalled()
    jobs.run_all()
    assert done == [2]
    assert statuses() == {}


@pytest.mark.django_db
def test_failed_jobs_are_kept_for_thirty_days():
    for number in range(2):
        fail.defer(number=number)
        with pytest.raises(ZeroDivisionError):
            jobs.run_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_events set at = at - interval '31 days'"
            " where job_id = (select min(id) from procrastinate_jobs)"
        )
    jobs.prune_failed()
    assert statuses() == {"failed": 1}


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_finishes_its_job_and_another_takes_over_from_one_that_was_killed():
    sleep_long.defer(seconds=1)
    worker = start_worker()
    until(lambda: statuses().get("doing") == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert statuses() == {}

    sleep_long.defer(seconds=60)
    killed = start_worker()
    until(lambda: statuses().get("doing") == 1)
    killed.kill()
    killed.wait(PATIENCE)
    bury()
    heir = start_worker()
    try:
        until(lambda: attempts() == [1])  # its periodic task gave the job back, and it is taken again
        until(lambda: statuses().get("doing") == 1)
    finally:
        heir.kill()
        heir.wait(PATIENCE)


def attempts() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select attempts from procrastinate_jobs where task_name = %s", [sleep_long.name])
        return [row[0] for row in cursor.fetchall()]


def start_worker() -> "subprocess.Popen[bytes]":
    """A real worker process on the test's database, which knows the tasks of this file."""
    script = (
        "import django; django.setup(); import amends.kit.tests.test_jobs;"
        " from amends.kit import jobs; jobs.run_worker()"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "AMENDS_TESTING": "1",
    }
    return subprocess.Popen([sys.executable, "-c", script], cwd=Path(settings.ROOT), env=environment)


def until(true, seconds: float = PATIENCE) -> None:
    """Poll until it is true; red when it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_work_that_hangs_on_other_machines_takes_no_place_of_what_people_wait_for():
    """More of it than there are places for, on a machine with however few processors."""
    for _number in range(jobs.CONCURRENCY["network"] + 2):
        hang.defer()
    worker = start_worker()
    try:
        until(lambda: statuses().get("doing") == jobs.CONCURRENCY["network"])
        for patience in jobs.CONCURRENCY:
            if patience != "network":
                note.defer_many([{"number": 1}], patience=patience)
        until(lambda: statuses() == {"doing": jobs.CONCURRENCY["network"], "todo": 2})
    finally:
        worker.kill()
        worker.wait(PATIENCE)


@pytest.mark.django_db
def test_a_job_can_be_deferred_with_another_patience_than_its_own():
    note.defer_many([{"number": 1}], patience="later")
    with connection.cursor() as cursor:
        cursor.execute("select queue_name from procrastinate_jobs where task_name = %s", [note.name])
        assert cursor.fetchone() == ("later",)
    jobs.run_all()
    assert done == [1]
