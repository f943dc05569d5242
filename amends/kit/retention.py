"""How long things are kept: each night, what is old enough is deleted.

Nothing is ever deleted that somebody still has to do something about, and never a ticket, an activity, a contact or an
order, unless somebody has deleted it: this is about traces. docs/administrators/retention.md states each, and a test
holds the two together.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

CHUNK = 2_000
"""Rows deleted in one transaction: people's work waits behind none of them for long."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Retention:
    """`what` is kept for `kept`, in the words of the documentation; `delete_before` deletes what is older."""

    what: str
    kept: timedelta
    delete_before: Callable[[datetime], None]


_retentions: dict[str, Retention] = {}


def kept_for(kept: timedelta, what: str) -> Callable[[Callable[[datetime], None]], Retention]:
    """Have a function called each night with the moment before which things are too old."""

    def decorate(function: Callable[[datetime], None]) -> Retention:
        _retentions[what] = retention = Retention(what, kept, function)
        return retention

    return decorate


def retentions() -> list[Retention]:
    """All there are, in the order of their names."""
    return [_retentions[what] for what in sorted(_retentions)]


def delete_what_is_old(now: datetime | None = None) -> None:
    """One that fails stops no other; the failures are raised in the end, so that people hear of them."""
    failures = []
    for retention in retentions():
        try:
            retention.delete_before((now or timezone.now()) - retention.kept)
        except Exception as failure:  # whatever it is: the others have their turn
            log.exception("%s could not be cleared of what is old", retention.what)
            failures.append(failure)
    if failures:
        raise ExceptionGroup("what is old could not be deleted", failures)


def delete_older(
    rows: QuerySet[Any], *, moment: str, before: datetime, delete: Callable[[list[int]], object] | None = None
) -> None:
    """Delete the rows whose column `moment` lies before, oldest ids first, `CHUNK` in a transaction.

    Ids must grow as time goes on, nearly: it ends at the first chunk of ids in which nothing is old, and so never reads
    what is kept. `delete` takes ids where Django's own way, which looks for what hangs on each row, would be slow.
    """

    def at_once(ids: list[int]) -> object:
        return rows.model._base_manager.filter(pk__in=ids).delete()

    while ids := _old_ones(rows, moment, before):
        with transaction.atomic():
            (delete or at_once)(ids)


def _old_ones(rows: QuerySet[Any], moment: str, before: datetime) -> list[int]:
    first = rows.order_by("pk").values_list("pk", moment)[:CHUNK]
    return [pk for pk, at in first if at is not None and at < before]
