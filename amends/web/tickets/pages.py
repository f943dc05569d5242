"""The list of tickets and one ticket."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from amends.activities.queries import chain_of
from amends.journal.queries import history_mark
from amends.kit.pages import page
from amends.kit.versions import stamps_from_first_look
from amends.people.models import User
from amends.tickets.access import get_ticket_for, may_delete_tickets, merged_into, visible_queues
from amends.tickets.catalogue import custom
from amends.tickets.custom import said, sections_of
from amends.tickets.models import Priority, Scope, Status, Ticket, TicketItem
from amends.tickets.queries import (
    all_statuses,
    all_tags,
    assignable_people,
    details_of,
    linked_tickets,
    other_tickets,
    ticket_types,
)
from amends.web import column_choice
from amends.web.filters.editor import BETWEEN
from amends.web.guards import SignedInRequest, signed_in
from amends.web.kept import Kept
from amends.web.shell.context import hidden_token
from amends.web.tickets import stream
from amends.web.tickets.by_hand import by_hand, fields_in_bulk
from amends.web.tickets.choices import country_name, language_name
from amends.web.tickets.forms import ActivityForm, ComposerForm
from amends.web.tickets.lists import SCOPES, TicketList, where_to_begin
from amends.web.tickets.menus import Scene
from amends.web.tickets.properties import draw_all
from amends.web.tickets.rows import usual_columns
from amends.web.views.beside import Beside


@require_safe
@signed_in
def ticket_list(request: SignedInRequest) -> HttpResponse:
    """The tickets one may see, filtered, searched, sorted, in pages."""
    if not request.GET:
        request.GET = where_to_begin(request.user)  # type: ignore[assignment]  # every link and form says it then
    asked = TicketList(request)
    context = {
        "bar": asked.bar,
        "beside": Beside(request),
        "list": asked,
        "page": asked.page,
        "count": asked.count,
        "scope": asked.scope,
        "scopes": SCOPES,
        "query": request.GET.urlencode(),
        "bulk_menus": bulk_menus(asked.user),
    }
    return page(request, "tickets/list.html", context)


_bulk_menus = Kept(
    "tickets/_bulk_menus.html", "workflow", "custom_fields", "people", "queues", "memberships", "tags", "categories"
)


def bulk_menus(user: User) -> SafeString:
    """What the bar above a selection offers."""

    def choices() -> dict[str, Any]:
        return {
            "statuses": statuses_by_name(),
            "fields": fields_in_bulk(),
            "people": assignable_people(),
            "queues": queues,
            "priorities": Priority.choices,
            "tags": all_tags(),
        }

    queues = visible_queues(user)
    return _bulk_menus.draw(choices, *(queue.pk for queue in queues))


def statuses_by_name() -> list[tuple[str, Status, str]]:
    """(value, the first status, types) of each name that a status has, as in the filter; types unless all have it."""
    groups: dict[str, list[Status]] = {}
    for one in all_statuses():
        groups.setdefault(one.name, []).append(one)
    many = len(ticket_types())
    return [
        (
            BETWEEN.join(one.code for one in group),
            group[0],
            ", ".join(one.type.name for one in group) if len(group) < many else "",
        )
        for group in groups.values()
    ]


@require_safe
@signed_in
def columns(request: SignedInRequest) -> HttpResponse:
    """The menu of columns of the list at this address (htmx)."""
    return column_choice.show(request, "ticket", usual_columns(), TicketList(request).sort, "tickets:list")


@require_safe
@signed_in
def ticket(request: SignedInRequest, number: str) -> HttpResponse:
    """One ticket: what it is, what happened, what is to be done."""
    user = request.user
    return show_ticket(request, get_ticket_for(user, number))


@require_safe
@signed_in
def news(request: SignedInRequest, number: str) -> HttpResponse:
    """The ticket as it stands, if something happened to it since the mark `seen`; 204 while nothing did."""
    ticket = get_ticket_for(request.user, number)
    if request.GET.get("seen") == history_mark(("ticket", ticket.pk)):
        return HttpResponse(status=204)
    return show_ticket(request, ticket, is_news=True)


@require_safe
@signed_in
def neighbours(request: SignedInRequest, number: str) -> HttpResponse:
    """The tickets before and after this one in the list at this address, whether it is still in that list or not."""
    here = get_ticket_for(request.user, number)
    before, after = TicketList(request).beside(here)
    return render(request, "tickets/_neighbours.html", {"before": before, "after": after})


@require_safe
@signed_in
def ticket_history(request: SignedInRequest, number: str) -> HttpResponse:
    """Lines of the history before an event: added above those on the screen, or a page of its own."""
    ticket = get_ticket_for(request.user, number)
    before = _event_number(request.GET.get("before"))
    if not before:
        return redirect("tickets:ticket", number=number)
    shown = stream.earlier(ticket.pk, before=before, reader=request.user)
    return page(request, "tickets/history.html", {"ticket": ticket, "stream": shown}, parts=["earlier"])


def _event_number(text: str | None) -> int:
    """The number of an event as an address names it; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else 0


def show_ticket(
    request: SignedInRequest,
    ticket: Ticket,
    *,
    form: ActivityForm | None = None,
    refusal: str = "",
    composer_done: bool = False,
    is_news: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The ticket's page or the part of it that htmx asked for; `refusal` is said above, `form` was not accepted.

    `is_news` brings along who changed it and when, for somebody at work in the page as it was (follow.js).
    What somebody types in the composer survives any other change; `composer_done` empties it.
    """
    since = _event_number(request.GET.get("since") or request.POST.get("since"))
    with stamps_from_first_look():  # after a change, too: nothing is changed from here on
        context = ticket_context(request.user, ticket, since=since, csrf=hidden_token(request))
    context |= {
        "news": context["stream"].told if is_news else "",
        "keeps_composer": form is None and not composer_done,
        "refusal": refusal,
        "activity_form": form or context["activity_form"],
        "form_open": form is not None or "compose" in request.GET,
    }
    return page(request, "tickets/ticket.html", context, status=status)


class ToldItem:
    """A product with its custom fields in words."""

    def __init__(self, item: TicketItem) -> None:
        known = custom().fields
        kept = [(known[code], value) for code, value in item.custom.items() if code in known]
        self.told = [(asked.name, said(asked, value)) for asked, value in kept]
        self.pk, self.name, self.quantity = item.pk, item.name, item.quantity
        self.unit_price, self.reason = item.unit_price, item.reason


def ticket_context(user: User, ticket: Ticket, *, csrf: SafeString, since: int = 0) -> dict[str, Any]:
    mark = history_mark(("ticket", ticket.pk))  # before the rest: what happens meanwhile is news then, not lost
    people = assignable_people()
    chain = chain_of(ticket)
    details = details_of(ticket)
    return {
        "ticket": ticket,
        "mark": mark,
        "properties": draw_all(Scene(ticket, user, csrf, details.tags)),
        "by_hand": by_hand(user, ticket),
        "items": [ToldItem(one) for one in details.items],
        "can_split": len(details.items) > 1 or any(one.quantity > 1 for one in details.items),
        "asks_of_products": bool(sections_of(ticket.type, Scope.PRODUCT)),
        "files": details.files,
        "order_lines": details.order_lines,
        "order_rest": details.order_rest,
        "other_tickets": other_tickets(user, ticket),
        "merged": merged_into(user, ticket),
        "may_delete": may_delete_tickets(user),
        "linked": linked_tickets(user, ticket),
        "csrf": csrf,
        "stream": stream.opened(stream.newest(ticket.pk, since=since, reader=user), ticket),
        "chain": chain,
        "done": sum(not activity.is_open for activity in chain),
        "activity_form": ComposerForm(people=people, initial={"assignee": user.pk}),
        "language": language_name(ticket.language),
        "country": country_name(ticket.country),
    }
