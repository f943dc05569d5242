"""Work for later: deferred functions and periodic ones, kept in the same database as the data they work on.

A job deferred inside `transaction.atomic()` commits or rolls back with the rest, so nothing is forgotten and nothing
runs for a change that never happened. A worker may be killed at any moment and a stalled job runs again: **every job
is idempotent**. Keep bodies to one to three lines and put timeouts on network calls; the verbs live in actions.

This package is the only one that knows Procrastinate.
"""

from procrastinate import App

from amends.kit.jobs.queue import (
    MOST_ATTEMPTS_WHEN_STALLED,
    Failed,
    failed,
    forget_everything,
    prune_failed,
    retry_failed,
    retry_stalled,
    run_all,
    waiting,
)
from amends.kit.jobs.tasks import Patience, Task, periodic, task
from amends.kit.jobs.working import CONCURRENCY, run_worker

__all__ = [
    "CONCURRENCY",
    "MOST_ATTEMPTS_WHEN_STALLED",
    "Failed",
    "Patience",
    "Task",
    "failed",
    "forget_everything",
    "on_app_ready",
    "periodic",
    "prune_failed",
    "retry_failed",
    "retry_stalled",
    "run_all",
    "run_worker",
    "task",
    "waiting",
]


def on_app_ready(app: App) -> None:
    """Called by Procrastinate's Django app once; tasks declared before it was ready are carried over by then."""
