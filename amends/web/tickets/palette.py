"""Tickets in the command palette and the global search."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amends.tickets.queries import find_tickets
from amends.web import palette
from amends.web.palette import Hit


@palette.provider
def tickets(text: str, user: Any) -> Iterable[Hit]:
    for ticket in find_tickets(user, text, limit=palette.PER_PROVIDER):
        yield Hit(
            _("Tickets"),
            ticket.title,
            reverse("tickets:ticket", args=[ticket.number]),
            icon=ticket.type.icon,
            code=ticket.number,
            sub=ticket.customer,
        )


@palette.command_provider
def create(text: str, user: Any) -> Iterable[Hit]:
    label = _("Create ticket")
    if text.casefold() in str(label).casefold():
        yield Hit(_("Actions"), label, reverse("tickets:new"), icon="plus", key="C")
