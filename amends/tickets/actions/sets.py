"""How deeds get tickets, and how a deed that changes one column is done."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.configured.models import Configured
from amends.configured.refusals import Retired
from amends.journal.actors import By, authors
from amends.journal.events import EventKind
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome, Outcomes, Text
from amends.kit.refusals import MovedOn, Refused
from amends.kit.sets import LockedRows, lock_ids
from amends.tickets.models import Ticket

RELATED = ("type", "status", "queue", "category", "agent")
GONE = _("The ticket is no longer there.")


class TicketLeft(Refused):
    """Nothing can be done to the ticket any more: it was deleted, or merged into another one."""

    code = "ticket_left"


def why_barred(ticket: Ticket) -> Refused | None:
    if ticket.left_at is None:
        return None
    if ticket.merged_into_id:
        return TicketLeft(_("This ticket was merged into another one. Go on there."))
    return TicketLeft(_("This ticket has been deleted. An administrator can restore it."))


TICKETS = LockedRows(Ticket, RELATED, gone=GONE, bars=why_barred)
BARE_TICKETS = TICKETS.without_joins()
LEFT_TOO = LockedRows(Ticket, RELATED, gone=GONE)


def lock_here(ticket_id: int) -> None:
    """Lock a ticket until the transaction ends, for a deed on what hangs on it. Raises TicketLeft."""
    lock_ids(Ticket, [ticket_id])
    row = Ticket.every.filter(pk=ticket_id).only("left_at", "merged_into").first()
    if row is not None and (refusal := why_barred(row)):
        raise refusal


ANY = object()
"""`seen` of whoever does not mind what a ticket has now."""


def about(ticket: Ticket) -> dict[str, Any]:
    """The subjects of what happens to a ticket."""
    return {"ticket": ticket.pk, "contact": ticket.contact_id}


def change_column(
    tickets: Sequence[Ticket],
    column: str,
    to: Any,
    *,
    by: By,
    fact: Callable[[Ticket], EventKind],
    already: Text,
    seen: Any = ANY,
    former: Callable[[Any], Any] = lambda value: value,
) -> Outcomes:
    """Give the locked tickets the value `to`, in two statements. `fact` is asked while they have the old value.

    Tickets that have another value than `seen` are refused.
    """
    outcomes: Outcomes = {}
    changing = []
    retired = Retired(to.name, field=column) if isinstance(to, Configured) and to.is_retired else None
    for ticket in tickets:
        if getattr(ticket, column) == to:
            outcomes[ticket.pk] = Outcome.skipped(already)
        elif retired is not None:
            outcomes[ticket.pk] = Outcome.refused(retired)
        elif seen is not ANY and getattr(ticket, column) != seen:
            outcomes[ticket.pk] = Outcome.refused(MovedOn())
        else:
            outcomes[ticket.pk] = Outcome.done(former(getattr(ticket, column)))
            changing.append(ticket)
    each, now = authors(by), timezone.now()
    facts = [(fact(ticket), about(ticket), each.of(ticket.pk)) for ticket in changing]
    for ticket in changing:
        setattr(ticket, column, to)
        ticket.updated_at = now
    if changing:
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in changing]).update(**{column: to, "updated_at": now})
        record_many(facts)
    return outcomes
