"""Correct what was written down when the ticket was made: who the customer is, what it is about, how to reach them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.journal.actors import By
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import Refused
from amends.tickets.actions.sets import ANY, TICKETS, change_column
from amends.tickets.events import TicketDetailChanged
from amends.tickets.models import Ticket


class DetailRefused(Refused):
    """The ticket can't have this value; `field` says of which column."""

    code = "detail_refused"


def change_detail_of_many(ids: Iterable[int], *, detail: str, to: str, by: By, seen: Any = ANY) -> Outcomes:
    """Give a plain text column the value `to`. A ticket keeps a name or an e-mail of its customer (Q23).

    Tickets whose value is not `seen` any more are refused.
    """
    longest: int | None = getattr(Ticket._meta.get_field(detail), "max_length", None)
    if longest is not None and len(to) > longest:
        raise DetailRefused(_("This is too long: at most %(most)d characters.") % {"most": longest}, field=detail)
    return TICKETS.each(ids, lambda tickets: _change(tickets, detail, to, by, seen))


def _change(tickets: Sequence[Ticket], detail: str, to: str, by: By, seen: Any) -> Outcomes:
    nameless = [ticket for ticket in tickets if not to and _is_last_name(ticket, detail)]
    refusal = DetailRefused(_("Enter the customer: a name or an e-mail address."), field=detail)
    outcomes = {ticket.pk: Outcome.refused(refusal) for ticket in nameless}
    return outcomes | change_column(
        [ticket for ticket in tickets if ticket.pk not in outcomes],
        detail,
        to,
        by=by,
        fact=lambda ticket: TicketDetailChanged(detail=detail, old=getattr(ticket, detail), new=to),
        already=_("It has this value already."),
        seen=seen,
    )


def _is_last_name(ticket: Ticket, detail: str) -> bool:
    """Would the ticket be without a customer?"""
    other = {"customer_name": "email", "email": "customer_name"}.get(detail)
    return other is not None and not getattr(ticket, other)
