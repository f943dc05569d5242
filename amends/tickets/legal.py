"""By when the law wants a ticket settled, and how that comes about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from amends.kit.deadlines import day_of
from amends.kit.versions import Cached
from amends.tickets.models import LegalPeriod, Ticket


def _by_place() -> dict[tuple[int, str], list[LegalPeriod]]:
    found: dict[tuple[int, str], list[LegalPeriod]] = defaultdict(list)
    for one in LegalPeriod.objects.order_by("-valid_from"):
        found[one.type_id, one.country].append(one)
    return dict(found)


_periods = Cached("legal_periods", _by_place)


@dataclass(frozen=True)
class LegalDeadline:
    """The `days` after `start` end with `last`. Weekends and holidays count.

    Where the last day is one of them many laws give until the next working day; that is not reckoned with, so that
    whoever keeps to `last` is never late.
    """

    start: date
    last: date
    period: LegalPeriod

    def is_missed_by(self, ticket: Ticket) -> bool:
        """Is the ticket to be settled only after the law wants it?"""
        return ticket.due_at is not None and day_of(ticket.due_at) > self.last


def legal_deadline(ticket: Ticket) -> LegalDeadline | None:
    """By the period of the ticket's type and country that was valid when it began; else by that of other countries."""
    start = day_of(ticket.created_at)
    known = _periods()
    of_place = known.get((ticket.type_id, ticket.country)) or known.get((ticket.type_id, "")) or []
    period = next((one for one in of_place if one.valid_from <= start), None)
    return LegalDeadline(start, start + timedelta(days=period.days), period) if period else None
