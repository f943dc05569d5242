"""The history of a ticket as its page tells it: days, and under each the lines of one minute and one author."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from amends.journal.actors import ActorKind
from amends.journal.queries import Line, history

MOST = 200


@dataclass(frozen=True)
class Entry:
    """One line: what happened, by whom, and because of what."""

    line: Line

    @property
    def kind(self) -> str:
        return self.line.event.kind

    @property
    def fact(self) -> Any:
        return self.line.event.fact

    @property
    def icon(self) -> str:
        return self.line.event.fact.icon

    @property
    def is_late(self) -> bool:
        return self.kind == "activity.expired"

    @property
    def is_status(self) -> bool:
        return self.kind == "ticket.status_changed"

    @property
    def by_rule(self) -> bool:
        return self.line.event.actor_kind == ActorKind.RULE

    @property
    def by_clock(self) -> bool:
        return self.line.event.actor_kind == ActorKind.CLOCK

    @property
    def rule_id(self) -> int | None:
        return self.line.event.actor_id if self.by_rule else None

    @property
    def because(self) -> str:
        """ "because the status changed"; empty for a deed of its own."""
        cause = self.line.cause
        if cause is None:
            return ""
        said: str | Promise = getattr(cause.fact, "because", "")
        return str(said) or _("because of: %(event)s") % {"event": cause.sentence}


@dataclass(frozen=True)
class Block:
    """Lines of one minute."""

    at: datetime
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    day: date
    blocks: list[Block]


def stream(ticket_id: int, *, limit: int = MOST) -> list[Day]:
    """Oldest first, as a ledger is read; the newest `limit` lines."""
    return days(reversed(history(about=("ticket", ticket_id), limit=limit)))


def days(lines: Iterable[Line]) -> list[Day]:
    return [
        Day(day, [Block(group[0].line.event.at, group) for group in _minutes(list(of_day))])
        for day, of_day in groupby((Entry(line) for line in lines), key=_day)
    ]


def _minutes(entries: list[Entry]) -> list[list[Entry]]:
    return [list(group) for _minute, group in groupby(entries, key=_minute_of)]


def _day(entry: Entry) -> date:
    return timezone.localtime(entry.line.event.at).date()


def _minute_of(entry: Entry) -> datetime:
    return entry.line.event.at.replace(second=0, microsecond=0)
