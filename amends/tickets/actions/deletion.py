"""Delete a ticket so that it can be restored, and remove for good what nobody restored."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.files.access import kept
from amends.files.actions import remove_files
from amends.files.models import File
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.journal.queries import events_of
from amends.journal.recording import record, record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import Refused
from amends.kit.sets import chunks, lock_ids
from amends.kit.translated import say
from amends.tickets.actions.sets import LEFT_TOO, about, why_barred
from amends.tickets.events import TicketDeleted, TicketRemoved, TicketRestored
from amends.tickets.hanging import hanging
from amends.tickets.models import Ticket, TicketFile

LONGEST_REASON = 500
AT_ONCE = 200
"""Tickets removed in one transaction, with all that hangs on them."""


class DeletionRefused(Refused):
    """A ticket is deleted with a reason; `field` says so."""

    code = "deletion_refused"


def delete_ticket(ticket: Ticket, *, reason: str, by: Actor) -> Ticket:
    """Take the ticket out of everything, with its activities; it can be restored until `remove_tickets` comes."""
    reason = " ".join(reason.split())
    if not reason:
        raise DeletionRefused(_("Say why it is deleted."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise DeletionRefused(
            say(_("This is too long: at most %(most)d characters."), most=LONGEST_REASON), field="reason"
        )
    return LEFT_TOO.one(ticket, lambda tickets: _delete(tickets, reason, by))


def restore_ticket(ticket: Ticket, *, by: Actor) -> Ticket:
    """Take a deletion back, with the activities that left with the ticket."""
    return LEFT_TOO.one(ticket, lambda tickets: _restore(tickets, by))


def _delete(tickets: Sequence[Ticket], reason: str, by: Actor) -> Outcomes:
    outcomes: Outcomes = {}
    for ticket in tickets:
        if ticket.left_at is not None:
            refusal = why_barred(ticket) if ticket.merged_into_id else None
            outcomes[ticket.pk] = Outcome.refused(refusal) if refusal else Outcome.skipped(_("It is deleted already."))
            continue
        ticket.left_at = ticket.updated_at = timezone.now()
        ticket.save(update_fields=["left_at", "updated_at"])
        for kind in hanging():
            kind.leave(ticket, ticket.left_at, by=by)
        record(TicketDeleted(number=ticket.number, reason=reason), by=by, **about(ticket))
        outcomes[ticket.pk] = Outcome.done()
    return outcomes


def _restore(tickets: Sequence[Ticket], by: Actor) -> Outcomes:
    outcomes: Outcomes = {}
    for ticket in tickets:
        if ticket.left_at is None or ticket.merged_into_id:
            refusal = why_barred(ticket)
            outcomes[ticket.pk] = Outcome.refused(refusal) if refusal else Outcome.skipped(_("It is not deleted."))
            continue
        left_at, ticket.left_at, ticket.updated_at = ticket.left_at, None, timezone.now()
        ticket.save(update_fields=["left_at", "updated_at"])
        author = _taking_back(ticket, by)
        for kind in hanging():
            kind.come_back(ticket, left_at, by=author)
        record(TicketRestored(number=ticket.number), by=author, **about(ticket))
        outcomes[ticket.pk] = Outcome.done()
    return outcomes


def _taking_back(ticket: Ticket, by: Actor) -> Actor:
    """Whoever restores takes the deletion back, wherever they press: rules are not set off."""
    deletion = last_deletion(ticket)
    return by.undoing(deletion.act) if deletion and not by.undoes else by


def last_deletion(ticket: Ticket) -> Event | None:
    return events_of(("ticket", ticket.pk), kinds=["ticket.deleted"]).order_by("-pk").first()


def remove_tickets(*, before: datetime, by: Actor) -> int:
    """Remove for good the tickets that were deleted before this moment, with what was merged into them, and their
    files unless something else keeps them; how many tickets were deleted."""
    old = Ticket.every.filter(left_at__lt=before, merged_into=None)
    removed = 0
    for ids in chunks(old.values_list("pk", flat=True), AT_ONCE):
        with transaction.atomic():
            lock_ids(Ticket, ids)
            removed += _remove(list(old.filter(pk__in=ids).order_by("pk")), by)  # somebody may have restored one
    return removed


def _remove(tickets: Sequence[Ticket], by: Actor) -> int:
    all_of_them = _with_merged([ticket.pk for ticket in tickets])
    files = set(TicketFile.objects.filter(ticket__in=all_of_them).values_list("file_id", flat=True))
    for kind in hanging():
        files |= kind.files_of(all_of_them)
    record_many([(TicketRemoved(number=one.number), about(one), by) for one in tickets])
    Ticket.every.filter(pk__in=all_of_them).delete()
    unneeded = files - kept(files)
    remove_files(list(File.objects.filter(pk__in=unneeded)))
    return len(tickets)


def _with_merged(ids: Iterable[int]) -> list[int]:
    found, new = set(ids), set(ids)
    while new:
        new = set(Ticket.every.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found |= new
    return sorted(found)
