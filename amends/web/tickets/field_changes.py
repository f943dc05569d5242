"""Changing one field of a ticket by hand, whichever field it is: its form, the change, and taking that back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.tickets.access import get_ticket_for
from amends.tickets.meanwhile import ChangedMeanwhile, row_of, stamp
from amends.tickets.models import Ticket
from amends.vocabulary import Field
from amends.vocabulary.plain import key_of
from amends.web.filled import posted
from amends.web.guards import SignedInRequest, signed_in
from amends.web.setting import ValueForm, field_to_change, options_control
from amends.web.taking_back import joined_sentences, what_follows
from amends.web.tickets.changes import again
from amends.web.tickets.in_place import set_one, take_back, tell
from amends.web.tickets.three_ways import ask, ask_again
from amends.web.toasts import toast, toast_error
from amends.web.ways import way_back


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def field(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """The form of one field, beside its value or on a page of its own, and the change it sends."""
    ticket = get_ticket_for(request.user, number, to="edit")
    wanted = field_to_change("ticket", code)
    if request.method == "POST":
        return _change(request, ticket, wanted)
    return _form(request, ticket, wanted)


def _change(request: SignedInRequest, ticket: Ticket, field: Field) -> HttpResponse:
    form = ValueForm("ticket", field, request.user, posted(request))
    by = Actor.person(request.user)
    try:
        outcome = set_one(request.user, ticket, field.code, form.raw, by=by, seen=request.POST.get("seen"))
    except ChangedMeanwhile as conflict:
        return ask(request, ticket, form.raw, conflict)
    except Refused as refusal:
        if "before" in request.POST:  # it was refused in the question about three
            return ask_again(request, ticket, form, refusal)
        form.refuse(refusal)
        return _form(request, ticket, field, form, status=422)
    tell(request, ticket, field.code, form.raw, outcome, by=by)
    return again(request, ticket.number)


def _form(
    request: SignedInRequest, ticket: Ticket, field: Field, form: ValueForm | None = None, *, status: int = 200
) -> HttpResponse:
    """`form` was not accepted. What is sent next replaces the value as it stands now, which its reader is told of."""
    now = row_of(request.user, ticket.pk, field)[key_of(field)]
    form = form or ValueForm("ticket", field, request.user, now=now)
    context = {"ticket": ticket, "form": form, "field": field, "seen": stamp(now)}
    if request.headers.get("HX-Request") != "true":
        return render(request, "tickets/field.html", context, status=status)
    answer = render(request, "tickets/_field_form.html", context, status=status)
    if status != 200:  # it goes back to where it came from, not where a changed ticket goes
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#set_{field.code}", "outerHTML settle:0ms"
    return answer


@require_POST
@signed_in
def undoing(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Take the last change in place back, unless the value has changed since."""
    ticket = get_ticket_for(request.user, number, to="edit")
    try:
        act = take_back(request, ticket, code)
        followed = what_follows(act, request.user) if act else ""
        toast(request, joined_sentences(_("It is as it was"), followed), icon="arrow-back-up")
    except Refused as refusal:
        toast_error(request, str(refusal))
    return redirect(way_back(request, usual=reverse("tickets:ticket", args=[number])))


@require_safe
@signed_in
def options(request: SignedInRequest, code: str) -> HttpResponse:
    """The control of a field again, with the options that have the text in their name (htmx)."""
    return options_control(request, "ticket", code)
