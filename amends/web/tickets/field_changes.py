"""Changing one field of a ticket by hand, whichever field it is: its form, the change, and taking that back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.journal.actors import Actor
from amends.kit.outcomes import Outcome
from amends.kit.refusals import Refused
from amends.tickets.access import get_ticket_for, visible_tickets
from amends.tickets.models import Ticket
from amends.vocabulary import Field
from amends.vocabulary.plain import Row, key_of, plain
from amends.web.guards import SignedInRequest, signed_in
from amends.web.setting import ValueForm, deed_by, field_to_change, options_control
from amends.web.tickets.changes import again
from amends.web.toasts import toast, toast_error

UNDO = "undo_of_a_field"
"""Where the session keeps what the last change in place was."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def field(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """The form of one field, beside its value or on a page of its own, and the change it sends."""
    ticket = get_ticket_for(request.user, number, to="edit")
    wanted = field_to_change("ticket", code)
    if request.method == "POST":
        return _change(request, ticket, wanted)
    return _form(request, ticket, ValueForm("ticket", wanted, request.user, now=_value(request, ticket, wanted)))


def _value(request: SignedInRequest, ticket: Ticket, field: Field) -> Any:
    row: Row = plain(visible_tickets(request.user).filter(pk=ticket.pk), [field], user=request.user).get()
    return row[key_of(field)]


def _change(request: SignedInRequest, ticket: Ticket, field: Field) -> HttpResponse:
    form = ValueForm("ticket", field, request.user, request.POST)
    try:
        outcome = set_one(request.user, ticket, field.code, form.raw)
    except Refused as refusal:
        form.refuse(refusal)
        return _form(request, ticket, form, status=422)
    if outcome.is_done:
        request.session[UNDO] = [ticket.pk, field.code, form.raw, outcome.former]
        undo = reverse("tickets:field_undoing", args=[ticket.number, field.code])
        toast(request, _("%(field)s changed") % {"field": field.label}, undo=undo)
    return again(request, ticket.number)


def set_one(user: Any, ticket: Ticket, code: str, raw: Any) -> Outcome:
    """Give the field this value. Raises Refused, whatever is wrong with it."""
    outcome = deed_by(user, "ticket", code, raw).run_many([ticket.pk], Actor.person(user))[ticket.pk]
    outcome.insist()
    return outcome


def _form(request: SignedInRequest, ticket: Ticket, form: ValueForm, *, status: int = 200) -> HttpResponse:
    context = {"ticket": ticket, "form": form, "field": form.of}
    if request.headers.get("HX-Request") != "true":
        return render(request, "tickets/field.html", context, status=status)
    answer = render(request, "tickets/_field_form.html", context, status=status)
    if status != 200:  # it goes back to where it came from, not where a changed ticket goes
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#set_{form.of.code}", "outerHTML settle:0ms"
    return answer


@require_POST
@signed_in
def undoing(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Take the last change in place back, unless the value has changed since."""
    ticket = get_ticket_for(request.user, number, to="edit")
    pk, changed, raw, former = request.session.pop(UNDO, None) or (0, "", "", None)
    if (pk, changed) != (ticket.pk, code):
        toast_error(request, _("This can’t be undone any more."))
        return redirect("tickets:ticket", number=number)
    try:
        deed = deed_by(request.user, "ticket", code, raw)
        outcome = deed.undo_many({ticket.pk: former}, Actor.person(request.user))[ticket.pk]
        outcome.insist()
        toast(request, _("It is as it was"), icon="arrow-back-up")
    except Refused as refusal:
        toast_error(request, str(refusal))
    return redirect("tickets:ticket", number=number)


@require_safe
@signed_in
def options(request: SignedInRequest, code: str) -> HttpResponse:
    """The control of a field again, with the options that have the text in their name (htmx)."""
    return options_control(request, "ticket", code)
