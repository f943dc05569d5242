"""How long one request may keep the database busy in all: each statement gets what the ones before it left over."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from psycopg.pq import TransactionStatus

SHARE = 10
"""Statements are told how long they may take once the ones before them took so many parts of a hundred of it all. Up
to there the limit of the connection does, and nothing more is asked."""


class PatienceSpent(OperationalError):
    """The statements of this request took as long as they may together; the next one was not sent.

    To end a savepoint is always allowed.
    """


class Patience:
    """What is left of `seconds`, taken up by each statement (an execute wrapper of Django)."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = self.left = seconds
        self.is_told = False
        """Has the connection been given another limit than its own?"""
        self._clock = clock

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.left <= 0 and not str(sql).startswith(("ROLLBACK", "RELEASE")):
            raise PatienceSpent(f"The statements of one request took more than {self.seconds:g} s.")
        if self.left <= self.seconds * (1 - SHARE / 100):
            self._tell(f"SET statement_timeout = {max(1, int(self.left * 1000))}")
            self.is_told = True
        begun = self._clock()
        try:
            return execute(sql, params, many, context)
        finally:
            self.left -= self._clock() - begun

    def forget(self) -> None:
        """Give the connection its own limit back."""
        if self.is_told:
            self._tell("RESET statement_timeout")

    def _tell(self, sql: str) -> None:
        """Past the wrappers; a connection that is gone or whose transaction has failed is told nothing."""
        raw = connection.connection
        unfit = (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)
        if raw is not None and not raw.closed and raw.info.transaction_status not in unfit:
            raw.execute(sql)


@contextmanager
def patience_of(seconds: float) -> Iterator[None]:
    """All statements in here take at most `seconds` together, or raise PatienceSpent or Django's OperationalError.

    None of them is limited by 0.
    """
    if not seconds:
        yield
        return
    patience = Patience(seconds)
    with connection.execute_wrapper(patience):
        try:
            yield
        finally:
            patience.forget()
