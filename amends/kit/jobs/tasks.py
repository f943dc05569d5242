"""Tasks: functions that can be deferred, or run by the clock."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Literal, cast

from django.db import connection, transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import procrastinate_app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.tasks import Task as Definition

Patience = Literal["now", "soon", "later", "bulk", "network"]
"""`now`: somebody waits for it. `soon`: the rest. `later`: what follows from large acts, behind what people wait for.
`bulk`: long rows of work. `network`: whatever talks to other machines, which may answer slowly or never."""

LONGEST_WAIT = 6 * 60 * 60
"""Seconds: retries back off no further than this."""


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

    def defer_in_turn(self, lock: str, **arguments: Any) -> int:
        """Like `defer`; jobs with the same `lock` run one after another, in the order in which they were deferred.

        One whose worker is killed, or that failed and is to be tried again, keeps its place before those behind it
        until it is done or given up.
        """
        return self._definition.configure(lock=lock).defer(**arguments)

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

        What waits already is looked for first: finding it by the index alone would put a line into the server's log
        each time.
        """
        if _is_waiting(lock):
            return False
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


def _is_waiting(lock: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select from procrastinate_jobs where queueing_lock = %s and status = 'todo'", [lock])
        return cursor.fetchone() is not None
