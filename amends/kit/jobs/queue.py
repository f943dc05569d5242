"""The queue: what is in it, and keeping it in order."""

import contextlib
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone
from procrastinate import sql
from procrastinate.contrib.django import procrastinate_app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

STALLED = 10.0
"""Seconds without a sign of life after which a worker's jobs are given to another."""
MOST_ATTEMPTS_WHEN_STALLED = 10
"""A job that has killed its worker this many times is given up as failed."""


def run_all() -> int:
    """For tests: run everything that is due, here, through the real queue, and say how many jobs ran.

    Uses the caller's own connection, so it works inside a test's transaction. A job's exception is raised, not
    retried. Periodic tasks are not due by themselves: call them.
    """
    tasks = procrastinate_app.current_app.tasks
    [worker] = ask("register_worker")
    ran = 0
    try:
        while (row := ask("fetch_job", queues=None, worker_id=worker["worker_id"])[0])["id"] is not None:
            ran += 1
            try:
                tasks[row["task_name"]].func(**_arguments(row))
            except BaseException:
                _finish(row, Status.FAILED)
                raise
            _finish(row, Status.SUCCEEDED)
    finally:
        with contextlib.suppress(transaction.TransactionManagementError):
            ask("unregister_worker", worker_id=worker["worker_id"])
    return ran


def forget_everything() -> None:
    """For tests with real commits: leave an empty queue to the next one."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers cascade")


def ask(query: str, **arguments: Any) -> list[dict[str, Any]]:
    """One of Procrastinate's own statements, on Django's connection, synchronously: works under any event loop."""
    connector = cast(Any, procrastinate_app.current_app).connector
    return connector.execute_query_all(query=sql.queries[query], **arguments)


def _arguments(row: dict[str, Any]) -> dict[str, Any]:
    """Django's connections hand out jsonb as text."""
    kept = row["args"]
    return json.loads(kept) if isinstance(kept, str) else kept


def _finish(row: dict[str, Any], status: Status, *, delete: bool | None = None) -> None:
    with contextlib.suppress(transaction.TransactionManagementError):
        deletes = status == Status.SUCCEEDED if delete is None else delete
        ask("finish_job", job_id=row["id"], status=status.value, delete_job=deletes)


def waiting() -> int:
    """How many jobs are due now and not yet taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where status = 'todo'"
            " and (scheduled_at is null or scheduled_at <= now())"
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Failed:
    """Jobs of one sort that have failed for good."""

    task: str
    jobs: int


def failed() -> list[Failed]:
    """What should be seen to: it does not happen any more by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, count(*) from procrastinate_jobs where status = 'failed' group by task_name order by 1"
        )
        return [Failed(task, jobs) for task, jobs in cursor.fetchall()]


def retry_failed() -> int:
    """Give every failed job one more try, after whatever made it fail was mended; how many those were."""
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_jobs where status = 'failed' order by id")
        ids = [number for (number,) in cursor.fetchall()]
    for number in ids:
        _retry({"id": number})
    return len(ids)


# --- Keeping the queue in order -----------------------------------------------------------------------------------


def retry_stalled() -> int:
    """Give the jobs of dead workers to living ones; a job that kills every worker is failed in the end."""
    _call_no_sign_of_life_future()
    stalled = ask("select_stalled_jobs_by_heartbeat", queue=None, task_name=None, seconds_since_heartbeat=str(STALLED))
    for row in stalled:
        if row["attempts"] >= MOST_ATTEMPTS_WHEN_STALLED:
            _finish(row, Status.FAILED)
        else:
            _retry(row)
    return len(stalled)


def _call_no_sign_of_life_future() -> None:
    """After the clock was set back, a dead worker would count as living until the clock has caught up with its last
    sign of life. It counts as given now: who lives gives another at once, who is dead is found out soon."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() where last_heartbeat > now()")


def _retry(row: dict[str, Any]) -> None:
    """Back into the queue; when the same is waiting there already (one queueing lock), that one does its work."""
    same = {"new_priority": None, "new_queue_name": None, "new_lock": None}
    try:
        with transaction.atomic():
            ask("retry_job", job_id=row["id"], retry_at=timezone.now(), **same)
    except UniqueViolation:
        _finish(row, Status.ABORTED, delete=True)


def prune_failed(before: dt.datetime) -> None:
    """Forget jobs that failed before then; successful ones are deleted when they end."""
    over = [status.value for status in (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED, Status.ABORTED)]
    hours = (timezone.now() - before) // dt.timedelta(hours=1)
    connector = cast(Any, procrastinate_app.current_app).connector
    connector.execute_query(query=sql.queries["delete_old_jobs"], nb_hours=hours, queue=None, statuses=over)
