"""Fragments of the filter bar, and the address its form is sent to."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from amends.vocabulary import Condition, field_of
from amends.vocabulary.choosers import chooser
from amends.vocabulary.compiler import understand
from amends.vocabulary.fields import subjects
from amends.vocabulary.problems import BadValue
from amends.vocabulary.trees import MOST, MOST_VALUES
from amends.web.filters.address import PARAMETER, read_conditions, with_conditions, write_condition
from amends.web.filters.editor import BETWEEN, NEW, open_editor, options_of
from amends.web.guards import SignedInRequest, signed_in


@require_safe
@signed_in
def editor(request: SignedInRequest, subject: str) -> HttpResponse:
    """The form for the condition that the query describes so far (htmx)."""
    shown = open_editor(_known(subject), request.GET.get("at", NEW), _draft(request), _next(request), request.user)
    if shown is None:
        raise Http404
    shown.problem = ""
    return render(request, "filters/_editor.html", {"editor": shown})


@require_safe
@signed_in
def options(request: SignedInRequest, subject: str) -> HttpResponse:
    """Options whose name has the text in it, those ticked first (htmx)."""
    field = field_of(_known(subject), request.GET.get("field", ""))
    if field is None or not field.chooser:
        raise Http404
    chosen = _values_of(request)
    found = options_of(chooser(field.chooser), request.GET.get("look", "").replace("\x00", ""), chosen, request.user)
    return render(request, "filters/_options.html", {"options": found, "looked": True})


@require_safe
@signed_in
def condition(request: SignedInRequest, subject: str) -> HttpResponse:
    """Put the condition into the address of the list and go there; one that can't be used goes back to its form."""
    draft, at = _draft(request), request.GET.get("at", NEW)
    path, query = _address(_next(request))
    try:
        understand(draft, _known(subject))
    except BadValue:
        query["edit"], query["draft"] = at, write_condition(draft)
        return HttpResponseRedirect(f"{path}?{query.urlencode(safe='~,')}")
    conditions = read_conditions(query)[:MOST]
    if at.isdecimal() and len(at) < 4 and int(at) < len(conditions):
        conditions[int(at)] = draft
    else:
        conditions.append(draft)
    return HttpResponseRedirect(f"{path}?{with_conditions(query, conditions).urlencode(safe='~,')}")


def _draft(request: HttpRequest) -> Condition:
    """Values in the order of the form; a day chosen by its name goes before one picked from the calendar."""
    field, op = request.GET.get("field", "")[:60], request.GET.get("op", "")[:60]
    typed, named = _values_of(request), request.GET.getlist("day")[:MOST_VALUES]
    values = [name or value for name, value in zip(named, typed, strict=False)] if named else typed
    return Condition(field=field, op=op, value=[value.strip() for value in values if value.strip()] or None)


def _values_of(request: HttpRequest) -> list[str]:
    """The values of the form, in its order; a ticked name brings all values it stands for."""
    several = [one for text in request.GET.getlist("values") for one in text.split(BETWEEN)]
    return [*request.GET.getlist("value"), *several][:MOST_VALUES]


def _known(subject: str) -> str:
    if subject not in subjects():
        raise Http404
    return subject


def _next(request: HttpRequest) -> str:
    """The list to go back to: an address of this site, as a path."""
    wanted = request.GET.get("next", "")
    if not wanted.startswith("/") or not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        raise Http404
    return wanted


def _address(url: str) -> tuple[str, QueryDict]:
    parts = urlsplit(url)
    query = QueryDict(parts.query, mutable=True)
    query.setlist(PARAMETER, query.getlist(PARAMETER))
    return parts.path, query
