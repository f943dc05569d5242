"""What a person leaves behind when they are deactivated, and how each kind of it goes to somebody else.

Tickets and activities live on higher floors, so they register here what this floor must not know:

    register_handover(Handover("tickets", _("Open tickets"), rows=open_tickets, give=give))

A little is passed on while whoever deactivates the person waits. Much goes in the background, a chunk at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from amends.journal.actors import Actor
from amends.kit.sets import lock_ids
from amends.people.models import Leaving, User

CHUNK = 500
"""Rows of one transaction: a person who works on one of them waits for a fraction of a second at most."""


@dataclass(frozen=True)
class Handover:
    """One kind of open work.

    `rows(user)` are the open things that the person has. `give(ids, successor, by=actor)` gives these, which are
    locked, to `successor`, or to nobody when that is None, and returns how many it moved.
    """

    code: str
    label: str | Promise
    rows: Callable[[User], QuerySet[Any]]
    give: "Give"

    def pass_on(
        self, user: User, successor: User | None, *, by: Actor, after: int = 0, most: int | None = None
    ) -> "Passed":
        """Give away what the person has from after a row on, in the order of the rows: all, or so many."""
        rows = self.rows(user).order_by("pk")
        found = list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:most])
        if not found:
            return Passed(0, None)
        lock_ids(rows.model, found)
        theirs = list(rows.filter(pk__in=found).values_list("pk", flat=True))  # others may have taken or closed some
        return Passed(self.give(theirs, successor, by=by), found[-1])


Give = Callable[..., int]

_kinds: dict[str, Handover] = {}


def register_handover(kind: Handover) -> None:
    """Called once at start by the app that owns the work, from one of its discovered modules."""
    _kinds[kind.code] = kind


@dataclass(frozen=True)
class Passed:
    """How many rows went to somebody else, and the last one that was looked at; None when there was none (left)."""

    moved: int
    last: int | None


@dataclass(frozen=True)
class OpenWork:
    """How much of one kind a person has open."""

    kind: Handover
    count: int


def open_work(user: User) -> list[OpenWork]:
    """What the person would leave behind now, only the kinds they have any of."""
    counted = [OpenWork(kind, kind.rows(user).count()) for kind in _kinds.values()]
    return [work for work in counted if work.count]


def count_open_work(user: User) -> dict[str, int]:
    """The same by code."""
    return {work.kind.code: work.count for work in open_work(user)}


def being_handed_over(user: User) -> int | None:
    """How much of the work of somebody who has left still has to go to somebody else; None when that is over."""
    return sum(count_open_work(user).values()) if Leaving.objects.filter(user=user).exists() else None


def pass_on(user: User, successor: User | None, *, by: Actor) -> dict[str, int]:
    """Give all open work of `user` away. Returns how many of each kind moved, by code."""
    moved = {kind.code: kind.pass_on(user, successor, by=by).moved for kind in _kinds.values()}
    return {code: count for code, count in moved.items() if count}


@transaction.atomic
def pass_on_chunk(user_id: int) -> bool:
    """Give away the next chunk of what somebody has left; False when there is none (left), or they came back.

    Retried or killed half-way, it is done once: the place is kept in the transaction that moves the rows. It is locked
    before them, so two workers never do the same chunk, and whoever lets the person back in stops it.
    """
    leaving = Leaving.objects.select_for_update().filter(user=user_id).first()
    if leaving is None:
        return False
    for kind in _kinds.values():
        after = leaving.places.get(kind.code, 0)
        passed = kind.pass_on(leaving.user, leaving.successor, by=leaving.by, after=after, most=CHUNK)
        if passed.last is not None:
            leaving.places[kind.code] = passed.last
            leaving.heard_at = timezone.now()
            leaving.save(update_fields=["places", "heard_at"])
            return True
    leaving.delete()
    return False
