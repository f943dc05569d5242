"""Housekeeping of the REST interface."""

from datetime import timedelta

from amends.api.models import IdempotencyKey
from amends.kit import jobs

KEPT = timedelta(days=7)
"""How long a request can be repeated under its key."""


@jobs.periodic("10 3 * * *", patience="bulk")
def forget_keys() -> None:
    IdempotencyKey.known.older_than(KEPT).delete()
