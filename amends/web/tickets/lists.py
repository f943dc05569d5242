"""Which tickets a list shows, and in what order: one reading of the address for page and export."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from amends.kit.counting import CAP, FEW, capped_count, say_count
from amends.kit.paging import Page, cursor_of, keyset, number_in
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.models import Ticket
from amends.tickets.queries import search_tickets
from amends.vocabulary import Field, fields_of
from amends.web.columns import Column, chosen_columns, chosen_fields, headings, order_of
from amends.web.executions.deeds import questions
from amends.web.filters import FilterBar
from amends.web.guards import SignedInRequest
from amends.web.tickets.rows import body, read, usual_columns

SCOPES = (("mine", _("My open")), ("unassigned", _("Unassigned")), ("open", _("All open")), ("all", _("All")))
"""What one mostly looks at; the filter bar narrows it further."""

NEWEST_FIRST = "-created"
SOONEST_FIRST = "due"
SIZE = 50
_DEEDS = {
    "status": "change_status",
    "agent": "assign_agent",
    "agent.nobody": "assign_agent.nobody",
    "priority": "change_priority",
    "queue": "change_queue",
    "tag": "add_tag",
    "untag": "remove_tag",
}
"""What the buttons above a selection do, by their name; the step's code."""
EXPORTED = (
    *("number", "type", "status", "queue", "agent", "priority", "subject", "customer", "email", "phone"),
    *("order_code", "tags", "created", "due", "closed"),
)
"""What a spreadsheet gets when the address names no columns."""


def where_to_begin(user: User) -> QueryDict:
    """What the list shows to somebody who asked for nothing: their own work, if they have any."""
    return QueryDict("scope=mine" if visible_tickets(user).filter(agent=user, closed_at=None).exists() else "")


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

    @cached_property
    def order(self) -> tuple[str, ...]:
        return order_of(fields_of("ticket"), self.sort) or ()

    @cached_property
    def sort(self) -> str:
        usual = SOONEST_FIRST if self.scope == "mine" else NEWEST_FIRST
        asked = self.request.GET.get("sort", usual)
        return asked if order_of(fields_of("ticket"), asked) else usual

    @cached_property
    def columns(self) -> list[Column]:
        return chosen_columns(self.request.GET, "ticket", usual_columns())

    def to_show(self) -> QuerySet[Ticket]:
        return self.bar.to_show(self._in_scope(visible_tickets(self.user)))

    def to_act_on(self) -> QuerySet[Ticket]:
        """All of them, on all pages. Raises CannotBeUsed when a condition would have to be left out."""
        return self.bar.to_act_on(self._in_scope(visible_tickets(self.user)))

    @property
    def count(self) -> str:
        """How many tickets the list holds on all its pages."""
        return say_count(self._counted, self.cap)

    @cached_property
    def _counted(self) -> int:
        """What one page holds is counted; few are counted in the order of the pages, many as PostgreSQL likes."""
        if not (self.page.earlier or self.page.later):
            return len(self.page.rows)
        rows, most = self.to_show(), self.cap
        return capped_count(rows, most) if most > FEW else number_in(rows, self.order, most, trail=self.page.trail)

    @property
    def cap(self) -> int:
        """Up to where rows are counted."""
        return FEW if self.user.is_limited or self.bar.reads_texts else CAP

    @cached_property
    def page(self) -> Page[dict[str, Any]]:
        get = self.request.GET
        rows = read(self.to_show(), self.columns, self.order, self.user)
        return keyset(rows, order=self.order, after=get.get("after"), before=get.get("before"), size=SIZE)

    def beside(self, ticket: Ticket) -> tuple[str, str]:
        """The numbers of the tickets before and after this one; "" where the list begins or ends."""
        here = cursor_of(ticket, self.order)
        rows = self.to_show().values("number", *(term.removeprefix("-") for term in self.order))
        before = keyset(rows, self.order, before=here, size=1).rows
        after = keyset(rows, self.order, after=here, size=1).rows
        return "".join(row["number"] for row in before), "".join(row["number"] for row in after)

    @property
    def offers_all(self) -> bool:
        """Are there more pages than this one, and could all of them be acted on?"""
        return bool(self.page.earlier or self.page.later) and not self.bar.problems

    @property
    def asks(self) -> str:
        """The questions before something is done to all of them, as JSON by the name of the button."""
        return questions(_DEEDS, self._counted, self.count)

    @property
    def exported(self) -> list[Field]:
        return chosen_fields(self.request.GET, "ticket", EXPORTED)

    @property
    def head(self) -> SafeString:
        return headings(self.columns, self.request.GET, self.sort, sized=True)

    @property
    def body(self) -> SafeString:
        return body(self.page.rows, self.columns)

    def _in_scope(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        return tickets if self.scope == "all" else self.of_whom(tickets.filter(closed_at=None))

    def of_whom(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Those whose agent is the one that the scope asks for."""
        if self.scope == "mine":
            return tickets.filter(agent=self.user)
        return tickets.filter(agent=None) if self.scope == "unassigned" else tickets
