"""Move a ticket to another queue."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.recording import record, record_many
from amends.tickets.actions.bulk import BulkResult, chunks, locked
from amends.tickets.events import TicketQueueChanged
from amends.tickets.models import Queue, Ticket


def change_queue(ticket: Ticket, *, to: Queue | None, by: Actor) -> Ticket:
    """Put the ticket into the queue `to`, or into none."""
    with transaction.atomic():
        ticket.lock()
        if ticket.queue == to:
            return ticket
        fact = _fact(ticket, to)
        ticket.queue, ticket.updated_at = to, timezone.now()
        ticket.save(update_fields=["queue", "updated_at"])
        record(fact, by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket


def change_queue_of_many(ticket_ids: Iterable[int], *, to: Queue | None, by: Actor) -> BulkResult:
    """As change_queue on each."""
    result = BulkResult()
    for ids in chunks(ticket_ids):
        with locked(ids) as tickets:
            changing = [ticket for ticket in tickets if ticket.queue != to]
            Ticket.objects.filter(pk__in=[ticket.pk for ticket in changing]).update(queue=to, updated_at=timezone.now())
            record_many(
                [(_fact(ticket, to), {"ticket": ticket.pk, "contact": ticket.contact_id}) for ticket in changing],
                by=by,
            )
            result.changed += len(changing)
            result.unchanged += len(tickets) - len(changing)
    return result


def _fact(ticket: Ticket, to: Queue | None) -> TicketQueueChanged:
    return TicketQueueChanged(
        old=ticket.queue.code if ticket.queue else None,
        old_name=ticket.queue.name if ticket.queue else "",
        new=to.code if to else None,
        new_name=to.name if to else "",
    )
