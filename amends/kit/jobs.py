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
from typing import Any, Literal, cast

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import procrastinate_app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task as Definition

Patience = Literal["now", "soon", "bulk"]

CONCURRENCY: dict[Patience, int] = {"now": 2, "soon": 2, "bulk": 1}
"""How many jobs of each patience one worker process runs at a time: bulk work never keeps urgent work waiting."""

HEARTBEAT = 2.0
"""Seconds between two signs of life of a worker."""
STALLED = 10.0
"""Seconds without a sign of life after which a worker's jobs are given to another."""
LONGEST_WAIT = 6 * 60 * 60
"""Seconds: retries back off no further than this."""
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

    def defer_many(self, arguments: Iterable[dict[str, Any]]) -> None:
        """Defer once for each set of arguments, in one statement."""
        rows = list(arguments)
        if rows:
            self._definition.batch_defer(*rows)

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

    `now` is for what somebody is waiting for, `soon` for the rest, `bulk` for long rows of work. Jobs with the same
    `lock` run one after another.
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
        fetch_job_polling_interval=2.0,
    )


def _stop(workers: list[asyncio.Task[None]]) -> None:
    for worker in workers:
        worker.cancel()


def run_all() -> int:
    """For tests: run everything that is due, here, through the real queue, and say how many jobs ran.

    Uses the caller's own connection, so it works inside a test's transaction. A job's exception is raised, not
    retried. Periodic tasks are not due by themselves: call them.
    """
    app = cast(App, procrastinate_app.current_app)
    worker = async_to_sync(app.job_manager.register_worker)()
    ran = 0
    try:
        while job := async_to_sync(app.job_manager.fetch_job)(queues=None, worker_id=worker):
            ran += 1
            try:
                app.tasks[job.task_name].func(**_arguments(job))
            except BaseException:
                _finish(app, job, Status.FAILED)
                raise
            _finish(app, job, Status.SUCCEEDED)
    finally:
        with contextlib.suppress(transaction.TransactionManagementError):
            async_to_sync(app.job_manager.unregister_worker)(worker)
    return ran


def _arguments(job: Job) -> dict[str, Any]:
    """Django's connections hand out jsonb as text, a worker's own connections as objects."""
    kept: Any = job.task_kwargs
    return json.loads(kept) if isinstance(kept, str) else kept


def _finish(app: App, job: Job, status: Status) -> None:
    with contextlib.suppress(transaction.TransactionManagementError):
        async_to_sync(app.job_manager.finish_job)(job, status, delete_job=status == Status.SUCCEEDED)


def waiting() -> int:
    """How many jobs are due now and not yet taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where status = 'todo'"
            " and (scheduled_at is null or scheduled_at <= now())"
        )
        return int(cursor.fetchone()[0])


# --- Keeping the queue in order -----------------------------------------------------------------------------------


def retry_stalled() -> int:
    """Give the jobs of dead workers to living ones; a job that kills every worker is failed in the end."""
    app = cast(App, procrastinate_app.current_app)
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED))
    for job in stalled:
        if job.attempts >= MOST_ATTEMPTS_WHEN_STALLED:
            _finish(app, job, Status.FAILED)
        else:
            _retry(app, job)
    return len(stalled)


def _retry(app: App, job: Job) -> None:
    """Back into the queue; when the same is waiting there already (one queueing lock), that one does its work."""
    try:
        with transaction.atomic():
            async_to_sync(app.job_manager.retry_job)(job)
    except UniqueViolation:
        async_to_sync(app.job_manager.finish_job)(job, Status.ABORTED, delete_job=True)


def prune_failed() -> None:
    """Forget failed jobs after 30 days; successful ones are deleted when they end."""
    manager = cast(App, procrastinate_app.current_app).job_manager
    async_to_sync(manager.delete_old_jobs)(
        nb_hours=30 * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )
