"""Merging a ticket into another one: choosing it, what comes together said before, the deed, and taking them apart."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.tickets.access import get_merged_ticket_for, get_ticket_for
from amends.tickets.actions import merge_tickets, take_apart
from amends.tickets.actions.merging import fields_to_choose, own_products, value_of
from amends.tickets.catalogue import custom
from amends.tickets.custom import said
from amends.tickets.hanging import hanging
from amends.tickets.models import Priority, Ticket
from amends.tickets.queries import beside, details_of
from amends.web import moments
from amends.web.guards import SignedInRequest, signed_in
from amends.web.taking_back import author_of, undo_at, with_consequences
from amends.web.toasts import toast, toast_error


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge(request: SignedInRequest, number: str) -> HttpResponse:
    """Without `into`, the tickets to choose from; with it, what comes together; posted, the deed."""
    ticket = get_ticket_for(request.user, number, to="edit")
    wanted = request.POST.get("into") or request.GET.get("into") or ""
    if not wanted:
        text = request.GET.get("q", "")
        context = {"title": _("Merge into another ticket"), "ticket": ticket, "text": text}
        return page(request, "tickets/merge_choose.html", context | {"found": beside(request.user, ticket, text)})
    into, refusal = get_ticket_for(request.user, wanted, to="edit"), ""
    if request.method == "POST":
        try:
            return _do(request, ticket, into)
        except Refused as refused:
            refusal = str(refused)
    context = {"title": _("Merge into %(number)s") % {"number": wanted}, "ticket": ticket, "into": into}
    context |= {"refusal": refusal} | _together(ticket, into)
    return page(request, "tickets/merge.html", context, status=409 if refusal else 200)


def _do(request: SignedInRequest, ticket: Ticket, into: Ticket) -> HttpResponse:
    by = author_of(request)
    chosen = {int(pk) for pk in request.POST.getlist("product") if pk.isascii() and pk.isdigit()}
    merge_tickets(ticket, into=into, products=chosen, fields=request.POST.getlist("field"), by=by)
    undo = undo_at(request, reverse("tickets:separation", args=[ticket.number]), by)
    words = {"number": ticket.number, "into": into.number}
    toast(request, _("%(number)s merged into %(into)s") % words, icon="git-merge", undo=undo)
    return redirect("tickets:ticket", number=into.number)


def _together(ticket: Ticket, into: Ticket) -> dict[str, object]:
    """What there is to say, and to choose, before the two become one."""
    details, there = details_of(ticket), details_of(into)
    own = {item.pk for item in own_products(ticket, into)}
    return {
        "activities": sum(kind.count(ticket) for kind in hanging()),
        "files": len(details.files),
        "tags": [one.name for one in details.tags if one not in there.tags],
        "products": [
            {"item": one, "quantity": f"{one.quantity.normalize():f}", "is_on": one.pk in own} for one in details.items
        ],
        "fields": [
            {
                "code": name,
                "label": _label(name),
                "now": _words(into, name),
                "other": _words(ticket, name),
                "is_on": value_of(into, name) is None,
            }
            for name in fields_to_choose(ticket, into)
        ],
    }


def _label(name: str) -> str:
    asked = custom().fields.get(name.removeprefix("custom."))
    label = asked.name if asked and name.startswith("custom.") else str(Ticket._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _words(ticket: Ticket, name: str) -> str:
    value = value_of(ticket, name)
    if value is None:
        return ""
    if name.startswith("custom."):
        return str(said(custom().fields[name.removeprefix("custom.")], value))
    if name == "priority":
        return str(Priority(value).label)
    if name == "due_at":
        return str(moments.absolute(ticket.due_at)) if ticket.due_at else ""
    return str(getattr(ticket, name))


@require_POST
@signed_in
def separation(request: SignedInRequest, number: str) -> HttpResponse:
    """Undo a merge: two tickets again."""
    ticket = get_merged_ticket_for(request.user, number)
    by, into = author_of(request), ticket.merged_into
    assert into is not None
    try:
        take_apart(ticket, by=by)
    except Refused as refused:
        toast_error(request, str(refused))
    else:
        words = {"number": number, "into": into.number}
        text = _("%(number)s and %(into)s are two tickets again") % words
        toast(request, with_consequences(text, by, request.user), icon="arrows-split-2")
    return redirect("tickets:ticket", number=into.number)
