"""By when a ticket has to be settled."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, By
from amends.kit.outcomes import Outcomes
from amends.tickets.actions.sets import ANY, BARE_TICKETS, TICKETS, change_column
from amends.tickets.events import TicketDeadlineSet
from amends.tickets.models import Ticket


def set_deadline(ticket: Ticket, *, due_at: datetime | None, by: Actor) -> Ticket:
    """Set the deadline, or take it off. A deadline in the past is allowed: it says that the ticket is late."""
    return TICKETS.one(ticket, lambda tickets: _set(tickets, due_at, by))


def set_deadline_of_many(ids: Iterable[int], *, due_at: datetime | None, by: By, seen: Any = ANY) -> Outcomes:
    """set_deadline on each. Tickets whose deadline is not `seen` any more are refused."""
    return BARE_TICKETS.each(ids, lambda tickets: _set(tickets, due_at, by, seen))


def _set(tickets: Sequence[Ticket], due_at: datetime | None, by: By, seen: Any = ANY) -> Outcomes:
    return change_column(
        tickets,
        "due_at",
        due_at,
        by=by,
        fact=lambda ticket: TicketDeadlineSet(old=ticket.due_at, new=due_at),
        already=_("It has this deadline already.") if due_at else _("It has no deadline."),
        seen=seen,
        former=lambda old: [old and old.isoformat(), due_at and due_at.isoformat()],
    )
