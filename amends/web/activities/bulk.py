"""Changes of the activities that are ticked in the list, or of all that fit it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amends.activities.access import visible_activities
from amends.activities.steps import (
    AssignActivity,
    CompleteActivity,
    DeleteActivity,
    PostponeActivity,
    ReopenActivity,
)
from amends.kit.refusals import Refused
from amends.tickets.queries import assignable_people
from amends.vocabulary import Field, Step
from amends.vocabulary.changing import changeable_fields
from amends.web.activities.changes import way_back
from amends.web.activities.deadlines import day_called
from amends.web.activities.listing import ActivityList
from amends.web.executions.starting import start
from amends.web.guards import SignedInRequest, signed_in
from amends.web.setting import options_control
from amends.web.setting_many import Chosen, ask, set_field
from amends.web.toasts import toast_error


@require_POST
@signed_in
def changes(request: SignedInRequest) -> HttpResponse:
    """Do the one thing that was pressed to every activity chosen that the reader may see, and say what became of it.

    The address may carry the conditions of the list: with `every` they choose, instead of the ticks.
    """
    back = way_back(request)
    try:
        if "field" in request.POST:
            return set_field(request, _to_set(request, _chosen(request)))
        return start(request, [_step(request)], _chosen(request), subject="activity", back=back)
    except Refused as refused:
        toast_error(request, str(refused))
    return HttpResponseRedirect(back)


@require_POST
@signed_in
def field(request: SignedInRequest) -> HttpResponse:
    """The form that gives one field of all activities chosen a value."""
    try:
        return ask(request, _to_set(request, _chosen(request)))
    except Refused as refused:
        toast_error(request, str(refused))
    return HttpResponseRedirect(way_back(request))


@require_safe
@signed_in
def options(request: SignedInRequest, code: str) -> HttpResponse:
    """The control of a field again, with the options that have the text in their name (htmx)."""
    return options_control(request, "activity", code)


def fields_in_bulk() -> list[Field]:
    """What the bar above a selection has no button of its own for."""
    return [one for one in changeable_fields("activity") if one.code != "assignee"]


def _to_set(request: SignedInRequest, rows: QuerySet[Any]) -> Chosen:
    every, back, query = "every" in request.POST, way_back(request), request.GET.urlencode()
    ids = [] if every else list(rows.values_list("pk", flat=True))
    return Chosen(
        subject="activity",
        rows=rows,
        count=ActivityList(request).number_shown if every else len(ids),
        address=f"{reverse('activities:bulk')}?{query}",
        sent=[("next", back), *([("every", "1")] if every else [("id", pk) for pk in ids])],
        back=back,
        title=_("Activities"),
        note=_("Each activity keeps the change in its history. You can undo it."),
    )


def _chosen(request: SignedInRequest) -> QuerySet[Any]:
    if "every" in request.POST:
        rows: QuerySet[Any] = ActivityList(request).to_act_on()
    else:
        given = [one for one in request.POST.getlist("id") if one.isascii() and one.isdecimal() and len(one) < 19]
        rows = visible_activities(request.user).filter(pk__in=[int(one) for one in given])
    if not rows.exists():
        raise Refused(_("Nothing was selected. Tick the activities first."))
    return rows


def _step(request: SignedInRequest) -> Step:
    """The deed is named by the button, with its value after a colon or in a field of the bar."""
    name, _colon, value = request.POST.get("deed", "").partition(":")
    if name == "postpone":
        return PostponeActivity(day=day_called(value or request.POST.get("day", "")))
    if name == "reassign":
        chosen = request.POST.get("assignee")
        person = next((one for one in assignable_people() if str(one.pk) == chosen), None)
        return AssignActivity(user=person.pk if person else None)
    plain: dict[str, type[Step]] = {"complete": CompleteActivity, "reopen": ReopenActivity, "delete": DeleteActivity}
    if name in plain:
        return plain[name]()
    raise Refused(_("What to do is not there any more. Choose again."))
