"""Say what a ticket is about."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, By
from amends.kit.outcomes import Outcomes
from amends.tickets.actions.sets import ANY, TICKETS, change_column
from amends.tickets.events import TicketCategoryChanged
from amends.tickets.models import Category, Ticket


def change_category(ticket: Ticket, *, to: Category | None, by: Actor) -> Ticket:
    """Put the ticket into the category `to`, or into none."""
    return TICKETS.one(ticket, lambda tickets: _change(tickets, to, by))


def change_category_of_many(ids: Iterable[int], *, to: Category | None, by: By, seen: Any = ANY) -> Outcomes:
    """change_category on each. Tickets whose category is not `seen` any more are refused."""
    return TICKETS.each(ids, lambda tickets: _change(tickets, to, by, seen))


def _change(tickets: Sequence[Ticket], to: Category | None, by: By, seen: Any = ANY) -> Outcomes:
    return change_column(
        tickets,
        "category",
        to,
        by=by,
        fact=lambda ticket: _fact(ticket.category, to),
        already=_("It has this category already.") if to else _("It has no category."),
        seen=seen,
        former=lambda old: old and old.code,
    )


def _fact(old: Category | None, new: Category | None) -> TicketCategoryChanged:
    return TicketCategoryChanged(
        old=old.code if old else None,
        old_names=old.names if old else {},
        new=new.code if new else None,
        new_names=new.names if new else {},
    )
