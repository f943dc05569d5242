"""Tickets as rules, runs and processes know them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amends.tickets.catalogue import custom
from amends.tickets.models import Ticket
from amends.vocabulary.subjects import Subject


class TicketSubject(Subject):
    code = "ticket"
    label = _("Ticket")
    model = Ticket
    related = ("type", "status", "queue", "category", "agent")

    @property
    def several(self) -> tuple[str, ...]:  # type: ignore[override]
        """Products only where something is asked of each."""
        asks = any(one.is_of_product for one in custom().fields.values())
        return ("tags", "items") if asks else ("tags",)

    def rows(self) -> QuerySet[Ticket]:
        return Ticket.objects.defer("search")

    def about(self, row: Ticket) -> Mapping[str, Any]:
        return {"ticket": row.pk, "contact": row.contact_id}

    def name(self, row: Ticket) -> str:
        return row.number

    def says(self, row: Ticket) -> str:
        return row.title

    def address(self, row: Ticket) -> str:
        return reverse("tickets:ticket", args=[row.number])
