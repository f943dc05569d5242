"""Locks that stand for a matter and not for a row: by name, held in the database, gone with whoever held them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_KEY = "hashtextextended(%s, 0)"


def hold(*names: str) -> None:
    """Until the end of the transaction everybody else who wants one of these waits.

    Taken in the order of their names, so that two who want the same never wait for each other.
    """
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f"SELECT pg_advisory_xact_lock({_KEY})", [name])


def taken(name: str) -> str:
    """The condition that nobody has what the SQL expression `name` gives: true where it is now held, until the end of
    the transaction. Never waits."""
    return f"pg_try_advisory_xact_lock({_KEY % name})"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """While the block runs, over any number of transactions, everybody else who wants this waits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({_KEY})", [name])
    try:
        yield
    finally:
        let_go(name)


def take(name: str) -> bool:
    """Take this unless somebody has it, without waiting; says whether it was taken. It is held until it is let go with
    `let_go`, or the connection ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_KEY})", [name])
        return bool(cursor.fetchone()[0])


def let_go(name: str) -> None:
    """What this connection took."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_unlock({_KEY})", [name])


def is_held(name: str) -> bool:
    """Does anybody have this right now? Answers without waiting."""
    was_free = take(name)
    if was_free:
        let_go(name)
    return not was_free
