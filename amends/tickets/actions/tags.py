"""Tags on tickets."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.recording import record, record_many
from amends.tickets.actions.bulk import BulkResult, chunks, locked
from amends.tickets.events import TicketTagAdded, TicketTagRemoved
from amends.tickets.models import Tag, Ticket, TicketTag


def add_tag(ticket: Ticket, *, tag: Tag, by: Actor) -> Ticket:
    """Put the tag on the ticket."""
    with transaction.atomic():
        ticket.lock()
        _row, is_new = TicketTag.objects.get_or_create(ticket=ticket, tag=tag)
        if is_new:
            _touch([ticket.pk])
            record(TicketTagAdded(tag=tag.code, names=tag.names), by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket


def remove_tag(ticket: Ticket, *, tag: Tag, by: Actor) -> Ticket:
    """Take the tag off the ticket."""
    with transaction.atomic():
        ticket.lock()
        gone, _rows = TicketTag.objects.filter(ticket=ticket, tag=tag).delete()
        if gone:
            _touch([ticket.pk])
            record(TicketTagRemoved(tag=tag.code, names=tag.names), by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket


def add_tag_to_many(ticket_ids: Iterable[int], *, tag: Tag, by: Actor) -> BulkResult:
    """As add_tag on each."""
    result, fact = BulkResult(), TicketTagAdded(tag=tag.code, names=tag.names)
    for ids in chunks(ticket_ids):
        with locked(ids) as tickets:
            tagged = _tagged(tickets, tag)
            changing = [ticket for ticket in tickets if ticket.pk not in tagged]
            TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag=tag) for ticket in changing])
            _finish(changing, tickets, fact, by, result)
    return result


def remove_tag_from_many(ticket_ids: Iterable[int], *, tag: Tag, by: Actor) -> BulkResult:
    """As remove_tag on each."""
    result, fact = BulkResult(), TicketTagRemoved(tag=tag.code, names=tag.names)
    for ids in chunks(ticket_ids):
        with locked(ids) as tickets:
            tagged = _tagged(tickets, tag)
            changing = [ticket for ticket in tickets if ticket.pk in tagged]
            TicketTag.objects.filter(ticket__in=changing, tag=tag).delete()
            _finish(changing, tickets, fact, by, result)
    return result


def _tagged(tickets: list[Ticket], tag: Tag) -> set[int]:
    rows = TicketTag.objects.filter(ticket_id__in=[ticket.pk for ticket in tickets], tag=tag)
    return set(rows.values_list("ticket_id", flat=True))


def _touch(ids: list[int]) -> None:
    Ticket.objects.filter(pk__in=ids).update(updated_at=timezone.now())


def _finish(
    changing: list[Ticket],
    tickets: list[Ticket],
    fact: TicketTagAdded | TicketTagRemoved,
    by: Actor,
    result: BulkResult,
) -> None:
    _touch([ticket.pk for ticket in changing])
    record_many([(fact, {"ticket": ticket.pk, "contact": ticket.contact_id}) for ticket in changing], by=by)
    result.changed += len(changing)
    result.unchanged += len(tickets) - len(changing)
