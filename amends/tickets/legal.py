"""By when the law wants a ticket settled, and how that comes about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from amends.kit.deadlines import day_of
from amends.kit.versions import Cached
from amends.tickets.days_off import NEXT_WORKING_DAY, days_off_from
from amends.tickets.models import LegalPeriod, Ticket


def _by_place() -> dict[tuple[int, str], list[LegalPeriod]]:
    found: dict[tuple[int, str], list[LegalPeriod]] = defaultdict(list)
    for one in LegalPeriod.objects.order_by("-valid_from"):
        found[one.type_id, one.country].append(one)
    return dict(found)


_periods = Cached("legal_periods", _by_place)


@dataclass(frozen=True)
class LegalDeadline:
    """The `days` after `start` end with `counted`; weekends and holidays count.

    Where that day is free and the country has a law for it, the period goes on until the next working day.
    """

    start: date
    counted: date
    period: LegalPeriod
    country: str

    @property
    def days_off(self) -> Sequence[tuple[date, str]]:
        """The free days that the period is longer for, and what they are called."""
        return days_off_from(self.counted, self.country) if self.country in NEXT_WORKING_DAY else ()

    @cached_property
    def last(self) -> date:
        """The last day on which the ticket is settled in time."""
        return self.counted + timedelta(days=len(self.days_off))

    @property
    def moved_by(self) -> str:
        """The law that moved the last day; "" where it was not moved."""
        return NEXT_WORKING_DAY[self.country] if self.last != self.counted else ""

    def is_missed_by(self, ticket: Ticket) -> bool:
        """Is the ticket to be settled only after the law wants it?"""
        return ticket.due_at is not None and day_of(ticket.due_at) > self.last


def legal_deadline(ticket: Ticket) -> LegalDeadline | None:
    """By the period of the ticket's type and country that was valid when it began; else by that of other countries."""
    start = day_of(ticket.created_at)
    known = _periods()
    of_place = known.get((ticket.type_id, ticket.country)) or known.get((ticket.type_id, "")) or []
    period = next((one for one in of_place if one.valid_from <= start), None)
    if period is None:
        return None
    return LegalDeadline(start, start + timedelta(days=period.days), period, ticket.country)
