"""The list of things of one kind, and the one that is looked at beside it."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.configured.access import get_configured_for
from amends.configured.actions import change_configured
from amends.configured.models import Configured
from amends.configured.queries import all_configured
from amends.configured.things import Thing, uses_of
from amends.configured.things import things as all_things
from amends.journal.actors import Actor
from amends.journal.events import Audience
from amends.journal.queries import history
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.web.configured.forms import RetirementForm, ThingForm
from amends.web.configured.looks import look_of
from amends.web.configured.words import change_lines, use_lines
from amends.web.filled import posted, status_of
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast

FORM = ["GET", "HEAD", "POST"]
SHOWN = 10
"""Changes of a thing that its page shows."""


def at(path: str) -> Thing:
    """The kind whose pages are at this path."""
    return next(thing for thing in all_things() if thing.path == path)


@require_safe
@administrators
def things(request: SignedInRequest, path: str) -> HttpResponse:
    """The first of them is open on it; without any, the form of a new one."""
    kind = at(path)
    first = next(iter(all_configured(kind.model)), None)
    return thing_page(request, kind, look_of(kind).form(model=kind.model, row=first), first)


@require_http_methods(FORM)
@administrators
def new(request: SignedInRequest, path: str) -> HttpResponse:
    kind = at(path)
    form = look_of(kind).form(posted(request), model=kind.model)
    if form.is_bound and form.is_valid():
        try:
            row = form.make(Actor.person(request.user))
        except Refused as refused:
            form.refuse(refused)
        else:
            toast(request, _("“%(name)s” was added") % {"name": row.name})
            return redirect("configured:thing", path, row.code)
    return thing_page(request, kind, form, None)


@require_http_methods(FORM)
@administrators
def thing(request: SignedInRequest, path: str, code: str) -> HttpResponse:
    kind = at(path)
    row = get_configured_for(request.user, kind.model, code)
    form = look_of(kind).form(posted(request), model=kind.model, row=row)
    if form.is_bound and form.is_valid():
        try:
            change_configured(row, form.values(), seen=form.seen_values(), by=Actor.person(request.user))
        except Refused as refused:
            form.refuse(refused)
        else:
            toast(request, _("Saved"))
            return redirect("configured:thing", path, row.code)
    return thing_page(request, kind, form, row)


def thing_page(
    request: SignedInRequest, kind: Thing, form: ThingForm, row: Configured | None, **more: Any
) -> HttpResponse:
    """All of a kind, and the one that is looked at; `more` stands in for forms that were filled in wrongly."""
    look = look_of(kind)
    context = {**_context(kind, form, row), **look.more(row), **more}
    is_wrong = any(isinstance(one, BaseForm) and status_of(one) == 422 for one in [form, *more.values()])
    return page(request, look.template, context, status=422 if is_wrong else 200)


def _context(kind: Thing, form: ThingForm, row: Configured | None) -> dict[str, Any]:
    rows = all_configured(kind.model)
    context: dict[str, Any] = {
        "title": str(kind.many),
        "kind": kind,
        "form": form,
        "row": row,
        "in_use": [one for one in rows if not one.is_retired],
        "retired": [one for one in rows if one.is_retired],
        "heading": row.name if row else _("New: %(thing)s") % {"thing": kind.one},
    }
    if row is not None:
        lines = history(about=(kind.kind, row.pk), audience=Audience.STAFF, limit=SHOWN)
        context |= {
            "uses": use_lines(row, uses_of(row)),
            "changes": change_lines(kind, lines),
            "retirement": RetirementForm(row=row),
            "retirement_url": reverse("configured:retirement", args=[kind.path, row.code]),
        }
    return context
