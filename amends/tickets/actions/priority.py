"""How urgent a ticket is."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, By
from amends.kit.outcomes import Outcomes
from amends.tickets.actions.sets import ANY, TICKETS, change_column
from amends.tickets.events import TicketPriorityChanged
from amends.tickets.models import Priority, Ticket


def change_priority(ticket: Ticket, *, to: Priority, by: Actor) -> Ticket:
    """Give the ticket the priority `to`."""
    return TICKETS.one(ticket, lambda tickets: _change(tickets, to, by))


def change_priority_of_many(ids: Iterable[int], *, to: Priority, by: By, seen: Any = ANY) -> Outcomes:
    """change_priority on each. Tickets whose priority is not `seen` any more are refused."""
    return TICKETS.each(ids, lambda tickets: _change(tickets, to, by, seen))


def _change(tickets: Sequence[Ticket], to: Priority, by: By, seen: Any = ANY) -> Outcomes:
    return change_column(
        tickets,
        "priority",
        to,
        by=by,
        fact=lambda ticket: TicketPriorityChanged(old=ticket.priority, new=to),
        already=_("It has this priority already."),
        seen=seen,
        former=str,
    )
