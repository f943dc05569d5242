"""Why the database did not answer, as far as it concerns whoever asked: it passes, and nothing was changed."""

from enum import Enum

from django.db import InterfaceError, OperationalError
from psycopg import errors

from amends.kit.patience import PatienceSpent


class Outage(Enum):
    TOO_LONG = "too_long"
    """It would have taken longer than a statement may (`statement_timeout`), or a request (amends.kit.patience)."""
    BUSY = "busy"
    """Somebody else held what was to be changed for longer than one waits (`lock_timeout`)."""
    AWAY = "away"
    """No connection: the server restarts, or has no place left."""


def outage_of(error: BaseException | None) -> Outage | None:
    """None for every other failure, which is a mistake of ours."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__
    if isinstance(error, PatienceSpent) or isinstance(cause, errors.QueryCanceled):
        return Outage.TOO_LONG
    if isinstance(cause, errors.LockNotAvailable | errors.DeadlockDetected):
        return Outage.BUSY
    state = getattr(cause, "sqlstate", None)
    # without a state it never came to a statement; classes 08, 53 and 57P: connection, resources, shutdown
    return Outage.AWAY if state is None or state.startswith(("08", "53", "57P")) else None
