"""A ticket made out of another one: its duplicate, or a ticket of its own for some of its products."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.tickets.access import get_ticket_for
from amends.tickets.actions import Taken, duplicate_ticket, split_ticket
from amends.tickets.models import Ticket
from amends.tickets.queries import Details, details_of
from amends.web.filled import posted
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def duplicate(request: SignedInRequest, number: str) -> HttpResponse:
    """What is taken along and what stays behind, said before; then the new ticket."""
    ticket = get_ticket_for(request.user, number, to="edit")
    sent, refusal = posted(request), ""
    if sent is not None:
        takes = [one for one in Taken if one.value in sent.getlist("takes")]
        try:
            made = duplicate_ticket(ticket, takes=takes, by=Actor.person(request.user), key=_key(sent))
        except Refused as refused:
            refusal = str(refused)
        else:
            toast(request, _("%(number)s created") % {"number": made.number}, icon="copy")
            return redirect("tickets:ticket", number=made.number)
    details = details_of(ticket)
    chosen = None if sent is None else sent.getlist("takes")
    context = {
        "title": _("Duplicate %(number)s") % {"number": number},
        "ticket": ticket,
        "refusal": refusal,
        "choices": [
            {"code": code, "label": label, "hint": hint, "is_on": chosen is None or code in chosen}
            for code, label, hint in _what_there_is(ticket, details)
        ],
        "key": _key(sent) or uuid4(),
    }
    return page(request, "tickets/duplicate.html", context, status=422 if refusal else 200)


def _what_there_is(ticket: Ticket, details: Details) -> list[tuple[str, str, str]]:
    """(code, label, what exactly) of what the ticket has."""
    found = [
        (Taken.DESCRIPTION, _("Description"), " ".join(ticket.description.split())[:100]),
        (
            Taken.PRODUCTS,
            _("Products"),
            ", ".join(f"{one.quantity.normalize():f} × {one.name}" for one in details.items),
        ),
        (Taken.CUSTOM, _("Custom fields"), str(len(ticket.custom) or "")),
        (Taken.TAGS, _("Tags"), ", ".join(one.name for one in details.tags)),
        (Taken.FILES, _("Documents"), ", ".join(one.name for one in details.files)),
    ]
    return [(code.value, label, hint) for code, label, hint in found if hint]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def split(request: SignedInRequest, number: str) -> HttpResponse:
    """Which products go, and how many of each; then their ticket."""
    ticket = get_ticket_for(request.user, number, to="edit")
    sent, refusal = posted(request), ""
    if sent is not None:
        try:
            quantities = _quantities(sent)
            made = split_ticket(ticket, quantities=quantities, by=Actor.person(request.user), key=_key(sent))
        except Refused as refused:
            refusal = str(refused)
        else:
            toast(request, _("%(number)s created") % {"number": made.number}, icon="git-fork")
            return redirect("tickets:ticket", number=made.number)
    given: Mapping[str, Any] = sent or {}
    rows = [
        {
            "item": item,
            "is_on": f"item-{item.pk}" in given,
            "quantity": given.get(f"quantity-{item.pk}") or f"{item.quantity.normalize():f}",
            "most": f"{item.quantity.normalize():f}",
        }
        for item in details_of(ticket).items
    ]
    context = {"title": _("Split off products"), "ticket": ticket, "rows": rows, "refusal": refusal}
    context |= {"key": _key(sent) or uuid4()}
    return page(request, "tickets/split.html", context, status=422 if refusal else 200)


def _quantities(sent: Mapping[str, Any]) -> dict[int, Decimal]:
    chosen = [name.removeprefix("item-") for name in sent if name.startswith("item-")]
    return {int(pk): _number(sent.get(f"quantity-{pk}", "")) for pk in chosen if pk.isascii() and pk.isdigit()}


def _number(text: str) -> Decimal:
    """What was typed as a quantity; 0, which is refused in words, for what is none."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**6 and found == round(found, 3) else Decimal(0)


def _key(sent: Mapping[str, Any] | None) -> UUID | None:
    try:
        return UUID((sent or {}).get("key", ""))
    except ValueError:
        return None
