"""Move a ticket to another queue."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, By
from amends.kit.outcomes import Outcomes
from amends.tickets.actions.sets import ANY, TICKETS, change_column
from amends.tickets.events import TicketQueueChanged
from amends.tickets.models import Queue, Ticket


def change_queue(ticket: Ticket, *, to: Queue | None, by: Actor) -> Ticket:
    """Put the ticket into the queue `to`, or into none."""
    return TICKETS.one(ticket, lambda tickets: _change(tickets, to, by))


def change_queue_of_many(ids: Iterable[int], *, to: Queue | None, by: By, seen: Any = ANY) -> Outcomes:
    """change_queue on each. Tickets whose queue is not `seen` any more are refused."""
    return TICKETS.each(ids, lambda tickets: _change(tickets, to, by, seen))


def _change(tickets: Sequence[Ticket], to: Queue | None, by: By, seen: Any = ANY) -> Outcomes:
    return change_column(
        tickets,
        "queue",
        to,
        by=by,
        fact=lambda ticket: _fact(ticket, to),
        already=_("It is in this queue already.") if to else _("It is in no queue."),
        seen=seen,
        former=lambda old: old and old.code,
    )


def _fact(ticket: Ticket, to: Queue | None) -> TicketQueueChanged:
    return TicketQueueChanged(
        old=ticket.queue.code if ticket.queue else None,
        old_name=ticket.queue.name if ticket.queue else "",
        new=to.code if to else None,
        new_name=to.name if to else "",
        old_names=ticket.queue.names if ticket.queue else {},
        new_names=to.names if to else {},
    )
