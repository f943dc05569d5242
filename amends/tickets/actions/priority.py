"""How urgent a ticket is."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.recording import record, record_many
from amends.tickets.actions.bulk import BulkResult, chunks, locked
from amends.tickets.events import TicketPriorityChanged
from amends.tickets.models import Priority, Ticket


def change_priority(ticket: Ticket, *, to: Priority, by: Actor) -> Ticket:
    """Give the ticket the priority `to`."""
    with transaction.atomic():
        ticket.lock()
        if ticket.priority == to:
            return ticket
        fact = TicketPriorityChanged(old=ticket.priority, new=to)
        ticket.priority, ticket.updated_at = to, timezone.now()
        ticket.save(update_fields=["priority", "updated_at"])
        record(fact, by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket


def change_priority_of_many(ticket_ids: Iterable[int], *, to: Priority, by: Actor) -> BulkResult:
    """As change_priority on each."""
    result = BulkResult()
    for ids in chunks(ticket_ids):
        with locked(ids) as tickets:
            changing = [ticket for ticket in tickets if ticket.priority != to]
            Ticket.objects.filter(pk__in=[ticket.pk for ticket in changing]).update(
                priority=to, updated_at=timezone.now()
            )
            record_many(
                [
                    (
                        TicketPriorityChanged(old=ticket.priority, new=to),
                        {"ticket": ticket.pk, "contact": ticket.contact_id},
                    )
                    for ticket in changing
                ],
                by=by,
            )
            result.changed += len(changing)
            result.unchanged += len(tickets) - len(changing)
    return result
