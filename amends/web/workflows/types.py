"""Settings: the types of tickets, and the page of one."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.automations.queries import rules_naming
from amends.configured.actions import restore_configured, retire_configured
from amends.configured.things import uses_of
from amends.journal.actors import Actor
from amends.kit.counting import say_count
from amends.kit.markup import markup
from amends.kit.pages import page
from amends.kit.refusals import NotThere, Refused
from amends.tickets.actions.types import change_type, copy_type, make_type
from amends.tickets.custom import custom_form_count
from amends.tickets.models import Reader, TicketType
from amends.tickets.queries import example_number, open_by_type, ticket_types
from amends.tickets.workflows.plans import plan_of
from amends.tickets.workflows.ready import ready_plan
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast
from amends.web.workflows.forms import COLOURS, ICONS, NewTypeForm, TypeForm
from amends.web.workflows.history import changes_of

FORM = ["GET", "HEAD", "POST"]


def get_type(code: str) -> TicketType:
    """Raises NotThere."""
    found = next((one for one in ticket_types() if one.code == code), None)
    if found is None:
        raise NotThere
    return found


@require_safe
@administrators
def types(request: SignedInRequest) -> HttpResponse:
    """The first type; all of them stand beside it."""
    return redirect("workflows:type", ticket_types()[0].code)


@require_http_methods(FORM)
@administrators
def type(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_type(code)
    form = TypeForm(posted(request), type=found)
    saving = lambda: change_type(  # noqa: E731
        found, form.values, seen=form.what_was_seen, by=Actor.person(request.user)
    )
    if request.method == "POST" and _saved(form, saving):
        toast(request, _("Saved"))
        return redirect("workflows:type", found.code)
    context = {**_shared(form, found), **_facts(found), "title": _("Ticket types"), "type": found}
    return page(request, "workflows/type.html", context, status=status_of(form))


@require_http_methods(FORM)
@administrators
def new_type(request: SignedInRequest) -> HttpResponse:
    form = NewTypeForm(posted(request))
    made: list[TicketType] = []
    making = lambda: made.append(  # noqa: E731
        make_type(form.values, plan=ready_plan(form.cleaned_data["start"]), by=Actor.person(request.user))
    )
    if request.method == "POST" and _saved(form, making):
        return _to_new(request, made[0])
    context = {**_shared(form, None), "title": _("New ticket type")}
    return page(request, "workflows/new_type.html", context, status=status_of(form))


@require_http_methods(FORM)
@administrators
def copy(request: SignedInRequest, code: str) -> HttpResponse:
    """A new type with the look and the workflow of this one."""
    source = get_type(code)
    empty = {"prefix": "", "is_default": False, "name_en": "", "name_cs": "", "name_pl": ""}
    form = TypeForm(posted(request), type=source, initial=empty)
    for name in empty.keys() & form.fields.keys():
        form.initial[name] = empty[name]
    made: list[TicketType] = []
    copying = lambda: made.append(copy_type(source, form.values, by=Actor.person(request.user)))  # noqa: E731
    if request.method == "POST" and _saved(form, copying):
        return _to_new(request, made[0])
    context = {**_shared(form, None), "title": _("Copy of %(type)s") % {"type": source.name}, "source": source}
    return page(request, "workflows/new_type.html", context, status=status_of(form))


@require_POST
@administrators
def retirement(request: SignedInRequest, code: str) -> HttpResponse:
    found = retire_configured(get_type(code), by=Actor.person(request.user))
    toast(request, _("%(type)s is retired; its tickets stay as they are") % {"type": found.name}, icon="archive")
    return redirect("workflows:type", code)


@require_POST
@administrators
def restoration(request: SignedInRequest, code: str) -> HttpResponse:
    found = restore_configured(get_type(code), by=Actor.person(request.user))
    toast(request, _("%(type)s is in use again") % {"type": found.name}, icon="restore")
    return redirect("workflows:type", code)


def mark_of(type: TicketType, css: str = "") -> SafeString:
    """Its icon in its colour."""
    drawn = '<svg class="icon ty-c {}" aria-hidden="true"><use href="{}#{}" stroke="{}"/></svg>'
    return markup(drawn, css, static("icons.svg"), type.icon, type.colour)


def _to_new(request: SignedInRequest, made: TicketType) -> HttpResponse:
    toast(request, _("%(type)s was created") % {"type": made.name})
    return redirect("workflows:board" if made.initial_status_id is None else "workflows:type", made.code)


def _saved(form: BaseForm, save: Callable[[], Any]) -> bool:
    if not form.is_valid():
        return False
    try:
        save()
    except Refused as refused:
        if refused.field == "names":
            refused.field = "name_en"
        show_at_field(form, refused)
        return False
    return True


def _shared(form: TypeForm, chosen: TicketType | None) -> dict[str, Any]:
    """The form, and all types beside it."""
    known = ticket_types()
    counts = open_by_type()
    rows = [(one, mark_of(one), say_count(counts.get(one.pk, 0))) for one in known]
    colour, icon = str(form["colour"].value() or ""), str(form["icon"].value() or "")
    return {
        "form": form,
        "in_use": [row for row in rows if not row[0].is_retired],
        "retired": [row for row in rows if row[0].is_retired],
        "chosen": chosen,
        "colours": _with_own(COLOURS, colour),
        "icons": _with_own(ICONS, icon),
        "colour": colour,
        "icon_chosen": icon,
    }


def _with_own(offered: tuple[tuple[str, Any], ...], value: str) -> list[tuple[str, Any]]:
    """What is offered, and what the type has when that is something else."""
    known = [code for code, _label in offered]
    return [*offered] if not value or value in known else [*offered, (value, value)]


def _facts(found: TicketType) -> dict[str, Any]:
    plan = plan_of(found)
    return {
        "plan": plan,
        "mark": mark_of(found, "ty-big"),
        "statuses": len(plan.statuses),
        "asked": custom_form_count(found, Reader.STAFF),
        "first": plan.status(plan.first),
        "example": example_number(found),
        "uses": [(use, say_count(use.count)) for use in uses_of(found) if use.asked],
        "rules": rules_naming("ticket_type", found.code),
        "history": changes_of(found),
        "default_type": next((one for one in ticket_types() if one.is_default), None),
    }
