"""Tickets that have to do with each other: choosing one, linking it, taking the link away."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.tickets.access import get_ticket_for
from amends.tickets.actions import link_tickets, unlink_tickets
from amends.tickets.queries import beside, linked_tickets
from amends.web.guards import SignedInRequest, signed_in
from amends.web.taking_back import author_of, undo_at, with_consequences
from amends.web.toasts import toast, toast_error


@require_safe
@signed_in
def links(request: SignedInRequest, number: str) -> HttpResponse:
    """The tickets that one may want to link with this one; `q` looks for others."""
    ticket = get_ticket_for(request.user, number, to="edit")
    text = request.GET.get("q", "")
    linked = {one.number for one in linked_tickets(request.user, ticket)}
    found = [one for one in beside(request.user, ticket, text) if one.number not in linked]
    context = {"title": _("Link a ticket"), "ticket": ticket, "text": text, "found": found}
    return page(request, "tickets/links.html", context)


@require_POST
@signed_in
def link(request: SignedInRequest, number: str, other: str) -> HttpResponse:
    """Link the two."""
    ticket, second = (get_ticket_for(request.user, one, to="edit") for one in (number, other))
    by = author_of(request)
    try:
        link_tickets(ticket, other=second, by=by)
    except Refused as refusal:
        toast_error(request, str(refusal))
    else:
        undo = undo_at(request, reverse("tickets:link_removal", args=[number, other]), by)
        said = with_consequences(_("Linked with %(number)s") % {"number": other}, by, request.user)
        toast(request, said, icon="link", undo=undo)
    return redirect("tickets:ticket", number=number)


@require_POST
@signed_in
def link_removal(request: SignedInRequest, number: str, other: str) -> HttpResponse:
    """Take the link away."""
    ticket, second = (get_ticket_for(request.user, one, to="edit") for one in (number, other))
    by = author_of(request)
    try:
        unlink_tickets(ticket, other=second, by=by)
    except Refused as refusal:
        toast_error(request, str(refusal))
    else:
        undo = undo_at(request, reverse("tickets:link", args=[number, other]), by)
        said = with_consequences(_("Link with %(number)s removed") % {"number": other}, by, request.user)
        toast(request, said, icon="unlink", undo=undo)
    return redirect("tickets:ticket", number=number)
