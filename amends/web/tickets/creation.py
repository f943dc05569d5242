"""Create a ticket: the page, its filling in, and the deed (R41-R73)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.automations.access import may_see_rules
from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.kit.search import SHORTEST
from amends.orders.queries import supplies
from amends.people.models import User
from amends.tickets.actions import ItemDraft, create_ticket
from amends.tickets.habits import remember_habit
from amends.tickets.models import Source, Ticket
from amends.tickets.numbering import next_number
from amends.web.filled import show_at_field
from amends.web.guards import SignedInRequest, signed_in
from amends.web.tickets.drafts import Draft
from amends.web.tickets.forms import NewTicketForm
from amends.web.tickets.parts import hits_for
from amends.web.tickets.rules import rules_on_creation
from amends.web.toasts import toast


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    """The form, and what it makes. Whatever is refused comes back with all that was given, files included (422)."""
    draft = Draft(request)
    if not draft.is_posted:
        return _show(request, draft, draft.open_form)
    form = draft.checked_form()
    items = draft.items()
    are_valid = [one.is_valid() for one in (form, *draft.custom_forms)]  # all of them, so that each says what is wrong
    ticket = _create(form, draft, items) if all(are_valid) and not draft.row_problems else None
    if ticket is None:
        return _show(request, draft, form, status=422)
    _remember(draft.user, form)
    toast(request, _("%(number)s created") % {"number": ticket.number}, icon="ticket")
    return redirect("tickets:ticket", number=ticket.number)


@require_POST
@signed_in
def filling(request: SignedInRequest) -> HttpResponse:
    """The form once more with an order, a type, all products or another row taken in; nothing is made yet."""
    draft = Draft(request)
    return _show(request, draft, draft.open_form)


def _create(form: NewTicketForm, draft: Draft, items: list[ItemDraft]) -> Ticket | None:
    values = form.cleaned_data
    given = {
        name: values[name]
        for name in (
            "subject",
            "customer_name",
            "email",
            "phone",
            "order_code",
            "ordered_on",
            "language",
            "country",
            "currency",
            "carrier",
            "description",
            "key",
            "notify_customer",
        )
    }
    try:
        return create_ticket(
            **given,
            type=draft.type,
            source=Source(values["source"] or Source.OTHER),
            order=draft.order,
            queue=draft.queue,
            category=draft.category,
            agent=draft.agent(is_wanted=values["assign_to_me"]),
            items=items,
            files=draft.files,
            custom=draft.custom.kept,
            by=Actor.person(draft.user),
        )
    except Refused as refusal:
        show_at_field(form, refusal)
        return None


def _remember(user: User, form: NewTicketForm) -> None:
    remember_habit(
        user,
        notify_customer=form.cleaned_data["notify_customer"],
        assign_to_me=form.cleaned_data["assign_to_me"],
    )


def _show(request: SignedInRequest, draft: Draft, form: NewTicketForm, *, status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "")
    found, known = hits_for(request.user, text), supplies()
    context: dict[str, Any] = {
        "form": form,
        "draft": draft,
        "type": draft.type,
        "order": draft.order,
        "rows": draft.rows,
        "custom": draft.custom,
        "custom_forms": draft.custom_forms,
        "files": draft.files,
        "number": next_number(draft.type, timezone.now()),
        "cautions": draft.cautions(),
        "may_see_rules": may_see_rules(draft.user),
        "rules": rules_on_creation(draft.sketch()) if may_see_rules(draft.user) else None,
        "notify": bool(form["notify_customer"].value()),
        "mine": bool(form["assign_to_me"].value()),
        "supplies": known,
        "is_under_way": any(supply.is_under_way for supply in known),
        "looked_in_vain": len(text.strip()) >= SHORTEST and not found["hits"],
        **found,
    }
    return page(request, "tickets/new.html", context, status=status)
