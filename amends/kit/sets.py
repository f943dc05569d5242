"""Deeds on sets of rows. A deed is written once, on a list of locked rows; one row is a list of one.

    ROWS = LockedRows(Ticket, related=("status",), gone=_("The ticket is no longer there."))

    def change_priority_of_many(ids, *, to, by):
        return ROWS.each(ids, lambda tickets: _change(tickets, to, by))

    def change_priority(ticket, *, to, by):
        return ROWS.one(ticket, lambda tickets: _change(tickets, to, by))

Locks are taken in one order everywhere: the rows of a table by ascending id; tickets before activities, activities
before people. Whoever takes them in this order can't wait crosswise for somebody who does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model

from amends.kit.outcomes import Outcome, Outcomes, Text
from amends.kit.refusals import Refused

M = TypeVar("M", bound=Model)
S = TypeVar("S", list[Any], bytes, memoryview)

CHUNK = 2000
"""Rows of one transaction: short locks at the speed of one big statement (docs/performance.md)."""


def chunks(ids: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The different ids in ascending order, in pieces."""
    return pieces(sorted(set(ids)), size)


def pieces(things: S, size: int) -> Iterator[S]:
    """All of them in their order, so many at a time."""
    return (things[start : start + size] for start in range(0, len(things), size))


def lock_ids(model: type[Model], ids: Iterable[int]) -> list[int]:
    """Lock the rows with these ids, in their order, until the transaction ends; answers those that are there.

    Only bare rows: a query that joins and waits for a lock compares the row's new foreign keys with the related rows
    it found before, and loses the row.
    """
    bare = model._base_manager.filter(pk__in=list(ids)).select_for_update().order_by("pk")
    return list(bare.values_list("pk", flat=True))


@dataclass(frozen=True)
class LockedRows(Generic[M]):
    """The rows of one table as deeds get them: locked, read afresh, with what they point to."""

    model: type[M]
    related: tuple[str, ...]
    gone: Text
    """What is said of an id that no row has."""
    bars: Callable[[M], Refused | None] = lambda row: None
    """Why nothing may be done to a row: it has been deleted so that it can be restored."""

    def without_joins(self, *but: str) -> "LockedRows[M]":
        """The same rows for deeds that look at nothing they point to, `but` these: quicker to read by half."""
        return replace(self, related=but)

    def each(self, ids: Iterable[int], deed: Callable[[list[M]], Outcomes]) -> Outcomes:
        """Do it to every row, a chunk at a time, each chunk in a transaction (or all inside the caller's)."""
        outcomes: Outcomes = {}
        for chunk in chunks(ids):
            with transaction.atomic():
                lock_ids(self.model, chunk)
                rows = sorted(self._fresh().filter(pk__in=chunk).order_by(), key=lambda row: row.pk)
                outcomes |= {pk: Outcome.skipped(self.gone) for pk in chunk} | self._unless_barred(rows, deed)
        return outcomes

    def one(self, row: M, deed: Callable[[list[M]], Outcomes]) -> M:
        """Do it to this row, which is refreshed. Raises the refusal, and DoesNotExist when the row is gone."""
        with transaction.atomic():
            lock_ids(self.model, [row.pk])
            row.refresh_from_db(from_queryset=self._fresh())
            self._unless_barred([row], deed)[row.pk].insist()
        return row

    def _fresh(self):  # type: ignore[no-untyped-def]
        return self.model._base_manager.select_related(*self.related or [None])  # bare, it would follow all there are

    def _unless_barred(self, rows: Sequence[M], deed: Callable[[list[M]], Outcomes]) -> Outcomes:
        barred = {row.pk: Outcome.refused(refusal) for row in rows if (refusal := self.bars(row))}
        return barred | deed([row for row in rows if row.pk not in barred])
