"""Settings: the form of a type, for staff or in the portal, arranged by dragging or by pressing buttons (R67)."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import NotThere, Refused
from amends.tickets.actions import arrange_form, drafts_of, layout_of
from amends.tickets.catalogue import custom
from amends.tickets.models import Reader
from amends.tickets.queries import ticket_types
from amends.web.custom_fields.layouts import Arranging, read_layout
from amends.web.custom_fields.showing import shown
from amends.web.guards import SignedInRequest, administrators
from amends.web.shell.preferences import LANGUAGE_NAMES
from amends.web.toasts import toast
from amends.web.workflows.types import get_type


@require_safe
@administrators
def forms(request: SignedInRequest) -> HttpResponse:
    """The form of the type that is chosen beforehand."""
    known = ticket_types()
    first = next((one for one in known if one.is_default), known[0])
    return redirect("custom_fields:form", first.code, Reader.STAFF)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def form(request: SignedInRequest, code: str, reader: str) -> HttpResponse:
    """The form as it stands; posted, as it is being arranged; with `do` save it becomes so."""
    type = get_type(code)
    if reader not in Reader.values:
        raise NotThere
    now = layout_of(type, reader)
    seen = read_layout(request.POST.get("seen", "")) if request.method == "POST" else now
    posted = read_layout(request.POST.get("layout", "")) if request.method == "POST" else now
    draft = Arranging(now if posted is None or seen is None else posted)
    seen = now if seen is None else seen
    chosen, problem = _edit(draft, request), ""
    if request.POST.get("do") == "save":
        try:
            arrange_form(type, reader, drafts_of(draft.sections), by=Actor.person(request.user), seen=seen)
        except Refused as refused:
            problem = str(refused.message)
        else:
            toast(request, _("The form was saved"))
            return redirect("custom_fields:form", code, reader)
    context = shown(request.user, type, reader, draft, chosen) | {
        "title": _("Form of %(type)s") % {"type": type.name},
        "seen": json.dumps(seen),
        "is_changed": draft.sections != seen,
        "problem": problem,
    }
    return page(request, "custom_fields/form.html", context, status=422 if problem else 200)


def _edit(draft: Arranging, request: HttpRequest) -> str:
    """Do what was pressed; answers what is chosen afterwards, "field:<code>" or "section:<number>"."""
    chosen = request.POST.get("chosen", "")
    if "name_en" in request.POST:
        draft.name(chosen, _names(request))
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    what, *place = rest.split(":")
    if verb == "choose":
        return rest
    if verb in ("section-up", "section-down", "section-off", "section"):
        return _edit_sections(draft, verb, what)
    asked = custom().fields.get(what)
    if asked is None:
        return chosen
    if verb == "off":
        draft.take(what)
        return ""
    if verb in ("up", "down"):
        draft.step(what, -1 if verb == "up" else 1)
    elif verb == "require":
        draft.require(what)
    elif verb == "put" and len(place) == 2 and all(one.isdecimal() for one in place):
        draft.put(what, asked.scope, (int(place[0]), int(place[1])))
    elif verb == "add" and not asked.is_retired:
        draft.add(what, asked.scope)
    return f"field:{what}"


def _edit_sections(draft: Arranging, verb: str, what: str) -> str:
    if verb == "section":
        draft.add_section(what)
        return f"section:{len(draft.sections) - 1}"
    number = int(what) if what.isdecimal() else -1
    if verb == "section-off":
        draft.take_section(number)
        return ""
    by = -1 if verb == "section-up" else 1
    draft.step_section(number, by)
    return f"section:{min(max(number + by, 0), len(draft.sections) - 1)}"


def _names(request: HttpRequest) -> dict[str, Any]:
    found = {code: request.POST.get(f"name_{code}", "").strip() for code in LANGUAGE_NAMES}
    return {code: name for code, name in found.items() if name}
