"""Work for later: deferred functions and periodic ones, kept in the same database as the data they work on.

A job deferred inside `transaction.atomic()` commits or rolls back with the rest, so nothing is forgotten and nothing
runs for a change that never happened. A worker may be killed at any moment and a stalled job runs again: **every job
is idempotent**. Keep bodies to one to three lines and put timeouts on network calls; the verbs live in actions.

This module is the only one that knows Procrastinate.
"""

import asyncio
import contextlib
import datetime as dt
import json
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.db import connection, transaction
from django.utils import timezone
from procrastinate import App, BaseRetryStrategy, RetryDecision, sql
from procrastinate.contrib.django import procrastinate_app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task as Definition

Patience = Literal["now", "soon", "later", "bulk", "network"]
"""`now`: somebody waits for it. `soon`: the rest. `later`: what follows from large acts, behind what people wait for.
`bulk`: long rows of work. `network`: whatever talks to other machines, which may answer slowly or never."""

CONCURRENCY: dict[Patience, int] = {"now": 2, "soon": 1, "later": 1, "bulk": 1, "network": 4}
"""How many jobs of each patience one worker process runs at a time. Each patience has places of its own: neither long
work nor another machine that hangs ever takes the place of what somebody waits for."""

POLLING: dict[Patience, float] = {"now": 0.1, "soon": 1.0, "later": 1.0, "bulk": 2.0, "network": 1.0}
"""Seconds between two looks at the queue. The database tells of new jobs at once, but a worker that is just looking
misses that; this bounds how long such a job waits."""

HEARTBEAT = 2.0
"""Seconds between two signs of life of a worker."""
STALLED = 10.0
"""Seconds without a sign of life after which a worker's jobs are given to another."""
LONGEST_WAIT = 6 * 60 * 60
"""Seconds: retries back off no further than this."""
KEPT_HOURS = 30 * 24
"""How long failed jobs are kept."""
MOST_ATTEMPTS_WHEN_STALLED = 10
"""A job that has killed its worker this many times is given up as failed."""


class Backoff(BaseRetryStrategy):
    """Try again after 2, 8, 32, 128 seconds ... at most six hours apart, `retries` times."""

    def __init__(self, retries: int) -> None:
        self.retries = retries

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= self.retries:
            return None
        return RetryDecision(retry_in={"seconds": min(2 * 4**job.attempts, LONGEST_WAIT)})


class Task:
    """A function that can be deferred. Calling it runs it here and now."""

    def __init__(self, function: Callable[..., None], definition: Definition[Any, Any, Any]) -> None:
        self.function = function
        self.name = definition.name
        self.patience = cast(Patience, definition.queue)
        self.__doc__ = function.__doc__

    def __call__(self, **arguments: Any) -> None:
        self.function(**arguments)

    def __repr__(self) -> str:
        return f"<job {self.name}>"

    def defer(self, **arguments: Any) -> int:
        """Run it as soon as a worker is free; answers the job's number."""
        return self._definition.defer(**arguments)

    def defer_many(self, arguments: Iterable[dict[str, Any]], *, patience: Patience | None = None) -> None:
        """Defer once for each set of arguments, in one statement; with another patience when one is given."""
        rows = list(arguments)
        if rows:
            self._definition.configure(queue=patience or self.patience).batch_defer(*rows)

    def defer_at(self, moment: dt.datetime, **arguments: Any) -> int:
        """Run it not before `moment` (aware)."""
        return self._definition.configure(schedule_at=moment).defer(**arguments)

    def defer_once(self, lock: str, **arguments: Any) -> bool:
        """Defer unless a job with this `lock` is waiting already; says whether it was deferred.

        Never inside a domain transaction: a second writer would wait for the first to commit. Use `on_commit`. Only
        for tasks with `retries=0`: a failed run could not wait beside the next one, which has the same lock.
        """
        try:
            with transaction.atomic():
                self._definition.configure(queueing_lock=lock).defer(**arguments)
        except AlreadyEnqueued:
            return False
        return True

    @property
    def _definition(self) -> Definition[Any, Any, Any]:
        return procrastinate_app.current_app.tasks[self.name]


def task(
    *, patience: Patience = "soon", retries: int = 5, lock: str | None = None
) -> Callable[[Callable[..., None]], Task]:
    """Make a function deferrable under the name `module.function`, which must then not change.

    Jobs with the same `lock` run one after another.
    """

    def decorate(function: Callable[..., None]) -> Task:
        definition = procrastinate_app.current_app.task(
            name=f"{function.__module__}.{function.__qualname__}",
            queue=patience,
            retry=cast(Any, Backoff(retries)),
            lock=lock,
        )(function)
        return Task(function, definition)

    return decorate


def periodic(cron: str, *, patience: Patience = "soon") -> Callable[[Callable[[], None]], Task]:
    """Run a function without arguments by the clock, once however many workers there are.

    `cron` has five fields, or six **with the seconds last**: `* * * * * */5` is every five seconds. A failed run is
    not repeated, the next one comes anyway; a run still waiting when the next is due is not queued twice.
    """

    def decorate(function: Callable[[], None]) -> Task:
        name = f"{function.__module__}.{function.__qualname__}"

        def tick(timestamp: int) -> None:
            function()

        tick.__doc__ = function.__doc__
        app = procrastinate_app.current_app
        definition = app.task(name=name, queue=patience, queueing_lock=name)(tick)
        app.periodic(cron=cron)(definition)
        return Task(function, definition)

    return decorate


# --- Running ------------------------------------------------------------------------------------------------------


def on_app_ready(app: App) -> None:
    """Called by Procrastinate's Django app once; tasks declared before it was ready are carried over by then."""


def run_worker(queues: Iterable[Patience] | None = None, *, stop_when_idle: bool = False) -> None:
    """Run jobs until SIGINT or SIGTERM, then finish those under way. Returns too when the database is lost.

    `stop_when_idle` ends each queue's worker as soon as nothing is due there.
    """
    asyncio.run(_work(tuple(queues or CONCURRENCY), stop_when_idle))


async def _work(queues: tuple[Patience, ...], stop_when_idle: bool) -> None:
    app = cast(App, procrastinate_app.current_app)
    # Python's own number of threads follows the processors: jobs that hang would take the places of all others
    threads = ThreadPoolExecutor(sum(CONCURRENCY[queue] for queue in queues) + 1, thread_name_prefix="job")
    asyncio.get_running_loop().set_default_executor(threads)
    async with app.with_connector(app.connector.get_worker_connector()).open_async() as running:  # type: ignore[attr-defined]
        workers = [asyncio.create_task(_worker(running, queue, wait=not stop_when_idle)) for queue in queues]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, workers)
        await asyncio.wait(workers, return_when=asyncio.ALL_COMPLETED if stop_when_idle else asyncio.FIRST_COMPLETED)
        _stop(workers)
        await asyncio.gather(*workers, return_exceptions=True)


async def _worker(app: App, queue: Patience, *, wait: bool) -> None:
    await app.run_worker_async(
        name=queue,
        wait=wait,
        queues=[queue],
        concurrency=CONCURRENCY[queue],
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
        fetch_job_polling_interval=POLLING[queue],
    )


def _stop(workers: list[asyncio.Task[None]]) -> None:
    """Ask each once: it then finishes what is under way. Asked twice, a worker would drop its jobs."""
    for worker in workers:
        if not worker.cancelling():
            worker.cancel()


def run_all() -> int:
    """For tests: run everything that is due, here, through the real queue, and say how many jobs ran.

    Uses the caller's own connection, so it works inside a test's transaction. A job's exception is raised, not
    retried. Periodic tasks are not due by themselves: call them.
    """
    tasks = procrastinate_app.current_app.tasks
    [worker] = _ask("register_worker")
    ran = 0
    try:
        while (row := _ask("fetch_job", queues=None, worker_id=worker["worker_id"])[0])["id"] is not None:
            ran += 1
            try:
                tasks[row["task_name"]].func(**_arguments(row))
            except BaseException:
                _finish(row, Status.FAILED)
                raise
            _finish(row, Status.SUCCEEDED)
    finally:
        with contextlib.suppress(transaction.TransactionManagementError):
            _ask("unregister_worker", worker_id=worker["worker_id"])
    return ran


def forget_everything() -> None:
    """For tests with real commits: leave an empty queue to the next one."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers cascade")


def _ask(query: str, **arguments: Any) -> list[dict[str, Any]]:
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
        _ask("finish_job", job_id=row["id"], status=status.value, delete_job=deletes)


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
    stalled = _ask("select_stalled_jobs_by_heartbeat", queue=None, task_name=None, seconds_since_heartbeat=str(STALLED))
    for row in stalled:
        if row["attempts"] >= MOST_ATTEMPTS_WHEN_STALLED:
            _finish(row, Status.FAILED)
        else:
            _retry(row)
    return len(stalled)


def _retry(row: dict[str, Any]) -> None:
    """Back into the queue; when the same is waiting there already (one queueing lock), that one does its work."""
    same = {"new_priority": None, "new_queue_name": None, "new_lock": None}
    try:
        with transaction.atomic():
            _ask("retry_job", job_id=row["id"], retry_at=timezone.now(), **same)
    except UniqueViolation:
        _finish(row, Status.ABORTED, delete=True)


def prune_failed() -> None:
    """Forget failed jobs after 30 days; successful ones are deleted when they end."""
    over = [status.value for status in (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED, Status.ABORTED)]
    connector = cast(Any, procrastinate_app.current_app).connector
    connector.execute_query(query=sql.queries["delete_old_jobs"], nb_hours=KEPT_HOURS, queue=None, statuses=over)
