"""By when a ticket has to be settled."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.tickets.events import TicketDeadlineSet
from amends.tickets.models import Ticket


def set_deadline(ticket: Ticket, *, due_at: datetime | None, by: Actor) -> Ticket:
    """Set the deadline, or take it off. A deadline in the past is allowed: it says that the ticket is late."""
    with transaction.atomic():
        ticket.lock()
        if ticket.due_at == due_at:
            return ticket
        fact = TicketDeadlineSet(old=ticket.due_at, new=due_at)
        ticket.due_at, ticket.updated_at = due_at, timezone.now()
        ticket.save(update_fields=["due_at", "updated_at"])
        record(fact, by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket
