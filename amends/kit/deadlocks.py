"""Two transactions that wait for each other: the database ends one of them, and its work is simply begun again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

P = ParamSpec("P")
R = TypeVar("R")


def once_more_after_deadlock(action: Callable[P, R]) -> Callable[P, R]:
    """For an atomic action that a person waits for and that locks much: try it a second time when it was the victim.

    Stands above `@transaction.atomic`. Inside a larger transaction, which is lost as a whole, the error goes on to
    whoever began that. The action must read afresh what it locks.
    """

    @wraps(action)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except OperationalError as failure:
            if connection.in_atomic_block or not isinstance(failure.__cause__, DeadlockDetected):
                raise
        return action(*args, **kwargs)

    return tried
