"""What hangs on tickets and lives on higher floors: it goes and comes with its ticket.

register_hanging(Activities())
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from amends.journal.actors import Actor
from amends.tickets.models import Ticket


class Hanging(ABC):
    """One kind of it. Tickets are locked before any of these is called."""

    code: ClassVar[str]

    @abstractmethod
    def count(self, ticket: Ticket) -> int:
        """How many hang on the ticket, as people are told before it goes."""

    @abstractmethod
    def leave(self, ticket: Ticket, at: datetime, *, by: Actor) -> None:
        """The ticket is deleted: so is what hangs on it, marked by the same moment."""

    @abstractmethod
    def come_back(self, ticket: Ticket, at: datetime, *, by: Actor) -> None:
        """The ticket is restored: so is what left with it, `at` that moment."""

    @abstractmethod
    def move(self, ticket: Ticket, to: Ticket, ids: Collection[int] | None = None, *, by: Actor) -> list[int]:
        """Hang these of the ticket, or all, on another one; which they were."""

    @abstractmethod
    def files_of(self, ticket_ids: Collection[int]) -> set[UUID]:
        """The files of what hangs on these tickets."""


_kinds: dict[str, Hanging] = {}


def register_hanging(kind: Hanging) -> None:
    """Called once at start by the app that owns it, from its module `hanging`."""
    _kinds[kind.code] = kind


def hanging() -> Iterable[Hanging]:
    return _kinds.values()


def each_moved(ticket: Ticket, to: Ticket, *, by: Actor) -> Iterator[tuple[str, list[int]]]:
    """Hang all of it on another ticket: which of each kind."""
    for code, kind in _kinds.items():
        yield code, kind.move(ticket, to, by=by)


def moved_back(kept: dict[str, Any], ticket: Ticket, to: Ticket, *, by: Actor) -> None:
    for code, ids in kept.items():
        if code in _kinds:
            _kinds[code].move(ticket, to, ids, by=by)
