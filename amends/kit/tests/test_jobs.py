"""The queue: transactional, patient by kind, retried, and mended after a worker's death."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amends.kit import jobs
from amends.kit.jobs import queue, tasks
from amends.kit.testing import database_address, queries_of

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
    backoff = tasks.Backoff(retries=9)
    for attempts in range(9):
        decision = backoff.get_retry_decision(exception=ValueError(), job=Attempted(attempts))  # type: ignore[arg-type]
        assert decision is not None
        assert decision.retry_at is not None
        waits.append(round((decision.retry_at - timezone.now()).total_seconds()))
    assert waits[:4] == [2, 8, 32, 128]
    assert waits[-1] == tasks.LONGEST_WAIT
    assert backoff.get_retry_decision(exception=ValueError(), job=Attempted(9)) is None  # type: ignore[arg-type]


def bury() -> None:
    beat("now() - interval '1 hour'")


def beat(moment: str) -> None:
    """The last sign of life of all workers was given then."""
    with connection.cursor() as cursor:
        cursor.execute(f"update procrastinate_workers set last_heartbeat = {moment}")


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
    [worker] = queue.ask("register_worker")
    queue.ask("fetch_job", queues=None, worker_id=worker["worker_id"])
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
    jobs.prune_failed(timezone.now() - timedelta(days=30))
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


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_result_whose_connection_is_lost_is_written_again():
    with a_job_whose_result_waits() as worker:
        until(cut_off_who_waits)
        assert statuses() == {"doing": 1}
    try:
        until(lambda: statuses() == {})
        assert worker.poll() is None
    finally:
        worker.kill()
        worker.wait(PATIENCE)


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_can_write_no_result_ends_and_leaves_its_job_to_another():
    with a_job_whose_result_waits() as worker:
        until(lambda: cut_off_who_waits() is None or worker.poll() is not None)
    bury()
    jobs.retry_stalled()
    assert (statuses(), attempts()) == ({"todo": 1}, [1])


@contextmanager
def a_job_whose_result_waits() -> "Iterator[subprocess.Popen[bytes]]":
    """A worker with a job whose row another connection holds meanwhile: the result can't be written."""
    sleep_long.defer(seconds=2)
    worker = start_worker()
    until(lambda: statuses().get("doing") == 1)
    with psycopg.connect(database_address()) as other:
        other.execute("select from procrastinate_jobs for update")
        yield worker


def cut_off_who_waits() -> bool:
    """Whether a connection that waits for a lock was ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0"
        )
        return cursor.fetchone() is not None


@pytest.mark.django_db
def test_a_dead_worker_is_found_out_soon_after_the_clock_was_set_back():
    note.defer(number=1)
    [worker] = queue.ask("register_worker")
    queue.ask("fetch_job", queues=None, worker_id=worker["worker_id"])
    beat("now() + interval '1 hour'")
    assert jobs.retry_stalled() == 0
    beat("last_heartbeat - interval '11 seconds'")  # they go by
    assert jobs.retry_stalled() == 1
    assert statuses() == {"todo": 1}


@pytest.mark.django_db
def test_jobs_are_fetched_with_a_plan_for_the_queue_as_it_is():
    """Whichever of its functions this version of Procrastinate asks: 1,700 jobs at once took half a second each."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct proconfig from pg_proc where starts_with(proname, 'procrastinate_fetch_job')")
        assert cursor.fetchall() == [(["plan_cache_mode=force_custom_plan"],)]


@pytest.mark.database
@pytest.mark.django_db
def test_jobs_of_one_lock_are_found_without_reading_the_queue():
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, lock, args)"
            " select 'now', 'x', 0, 'lock ' || n, '{}' from generate_series(1, 5000) as n"
        )
        cursor.execute(
            "explain (format json) select from procrastinate_jobs as jobs where not exists (select from"
            " procrastinate_jobs as other where jobs.lock is not null and other.lock = jobs.lock and (other.status ="
            " 'doing' or (other.status = 'todo' and other.id < jobs.id))) and jobs.status = 'todo' order by id limit 1"
        )
        assert "kit_jobs_of_lock" in str(cursor.fetchone())


@pytest.mark.django_db
def test_what_waits_already_is_not_found_out_by_an_error():
    """Each would be a line in the server's log."""
    note.defer_once("one", number=1)
    sent = queries_of(lambda: note.defer_once("one", number=2))
    assert len(sent) == 1


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
