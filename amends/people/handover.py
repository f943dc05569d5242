"""What a person leaves behind when they are deactivated, and how each kind of it goes to somebody else.

Tickets and activities live on higher floors, so they register here what this floor must not know:

    register_handover(
        Handover("tickets", _("Open tickets"), count=lambda user: ..., pass_on=reassign_open_tickets)
    )
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from amends.journal.actors import Actor
from amends.people.models import User


@dataclass(frozen=True)
class Handover:
    """One kind of open work.

    `count` tells how many open things the person has (one query). `pass_on(user, successor, by=actor)` gives all of
    them to `successor`, or to nobody when that is None, inside the caller's transaction, and returns how many it moved.
    """

    code: str
    label: str | Promise
    count: Callable[[User], int]
    pass_on: "PassOn"


PassOn = Callable[..., int]

_kinds: dict[str, Handover] = {}


def register_handover(kind: Handover) -> None:
    """Called once at start by the app that owns the work, from one of its discovered modules."""
    _kinds[kind.code] = kind


@dataclass(frozen=True)
class OpenWork:
    """How much of one kind a person has open."""

    kind: Handover
    count: int


def open_work(user: User) -> list[OpenWork]:
    """What the person would leave behind now, only the kinds they have any of."""
    counted = [OpenWork(kind, kind.count(user)) for kind in _kinds.values()]
    return [work for work in counted if work.count]


def pass_on(user: User, successor: User | None, *, by: Actor) -> dict[str, int]:
    """Give all open work of `user` away. Returns how many of each kind moved, by code."""
    moved = {kind.code: kind.pass_on(user, successor, by=by) for kind in _kinds.values()}
    return {code: count for code, count in moved.items() if count}
