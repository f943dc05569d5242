"""Two transactions that wait for each other: the database ends one of them, and its work is simply begun again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

P = ParamSpec("P")
R = TypeVar("R")


def again_after_deadlock(*, times: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For an atomic action that locks much: try it anew while it was the victim, at most so many times in all.

    Stands above `@transaction.atomic`. Inside a larger transaction, which is lost as a whole, the error goes on to
    whoever began that. The action must read afresh what it locks.
    """

    def deed(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def tried(*args: P.args, **kwargs: P.kwargs) -> R:
            for _time in range(times - 1):
                try:
                    return action(*args, **kwargs)
                except OperationalError as failure:
                    if connection.in_atomic_block or not isinstance(failure.__cause__, DeadlockDetected):
                        raise
            return action(*args, **kwargs)

        return tried

    return deed


def once_more_after_deadlock(action: Callable[P, R]) -> Callable[P, R]:
    """`again_after_deadlock` for what a person waits for: a second time, and no more."""
    return again_after_deadlock(times=2)(action)
