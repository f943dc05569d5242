"""Which tickets a list shows, and in what order: one reading of the address for page and export."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from amends.kit.counting import capped_count, say_count
from amends.kit.paging import Page, keyset
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.models import Ticket
from amends.tickets.queries import search_tickets, with_tags
from amends.web.filters import FilterBar
from amends.web.guards import SignedInRequest

SCOPES = (("mine", _("My open")), ("unassigned", _("Unassigned")), ("open", _("All open")), ("all", _("All")))
"""What one mostly looks at; the filter bar narrows it further."""

SORTS = {
    "created": ("created_at", "id"),
    "due": ("due_at", "id"),
    "waiting": ("waiting_since", "id"),
    "number": ("number",),
}
NEWEST_FIRST = "-created"


@dataclass
class TicketList:
    """The tickets that the address of `request` asks for, of those its reader may see."""

    request: SignedInRequest

    @property
    def user(self) -> User:
        return self.request.user

    @cached_property
    def bar(self) -> FilterBar:
        return FilterBar(
            self.request, "ticket", search=search_tickets, placeholder=_("Number, order, name, e-mail, phone")
        )

    @property
    def scope(self) -> str:
        asked = self.request.GET.get("scope", "open")
        return asked if asked in dict(SCOPES) else "open"

    @property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", NEWEST_FIRST)
        return asked if asked.removeprefix("-") in SORTS else NEWEST_FIRST

    @property
    def order(self) -> tuple[str, ...]:
        sign = "-" if self.sort.startswith("-") else ""
        return tuple(f"{sign}{column}" for column in SORTS[self.sort.removeprefix("-")])

    def queryset(self) -> QuerySet[Ticket]:
        return self.bar.queryset(self._in_scope(visible_tickets(self.user).for_display()))

    @property
    def count(self) -> str:
        """How many tickets the list holds on all its pages."""
        return say_count(capped_count(self.queryset()))

    def page(self) -> Page[Ticket]:
        get = self.request.GET
        return keyset(
            with_tags(self.queryset()), order=self.order, after=get.get("after"), before=get.get("before"), size=50
        )

    def _in_scope(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        if self.scope == "all":
            return tickets
        tickets = tickets.filter(closed_at=None)
        if self.scope == "mine":
            return tickets.filter(agent=self.user)
        return tickets.filter(agent=None) if self.scope == "unassigned" else tickets
