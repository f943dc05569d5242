"""Changes of the activities that are ticked in the list."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amends.activities.access import get_activity_for, visible_activities
from amends.activities.actions import complete_many, delete_many, edit_many, reopen_many, restore_activity
from amends.journal.actors import Actor
from amends.kit.outcomes import count_done
from amends.kit.refusals import Refused
from amends.tickets.queries import assignable_people
from amends.web.activities.changes import way_back
from amends.web.activities.deadlines import day_called, postponed
from amends.web.activities.listing import ActivityList
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast, toast_error

MOST = 500
"""Activities that one press may change."""
REMEMBERED = 5
"""Presses of one reader that can still be undone."""


@require_POST
@signed_in
def changes(request: SignedInRequest) -> HttpResponse:
    """Do the one thing that was pressed to every ticked activity the reader may see, and say what became of it.

    The address may carry the conditions of the list: with `every` they choose, instead of the ticks.
    """
    name, _colon, value = request.POST.get("deed", "").partition(":")
    try:
        if undone := request.GET.get("undo"):
            name, ids = _remembered(request, undone)
        else:
            ids = _chosen(request)
        deed = _DEEDS.get(name)
        if deed is None:
            raise Refused(_("What to do is not there any more. Choose again."))
        deed(request, ids, value)
    except Refused as refused:
        toast_error(request, str(refused))
    return HttpResponseRedirect(way_back(request))


def _chosen(request: SignedInRequest) -> list[int]:
    if "every" in request.POST:
        found = ActivityList(request)
        rows = found.queryset(found.preset).order_by()
        ids = list(rows.values_list("pk", flat=True)[: MOST + 1])
    else:
        given = [one for one in request.POST.getlist("id") if one.isascii() and one.isdecimal() and len(one) < 19]
        ids = [int(one) for one in given]
    if not ids:
        raise Refused(_("Nothing was selected. Tick the activities first."))
    if len(ids) > MOST:
        raise Refused(_("More than %(most)d activities fit. Add a condition, so that fewer do.") % {"most": MOST})
    return ids


def _undo(request: SignedInRequest, deed: str, ids: list[int]) -> str:
    """The address that takes this press back; which activities it was stays in the session."""
    remembered: list[Any] = request.session.get("activity_undos", [])
    key = get_random_string(8)
    request.session["activity_undos"] = [*remembered, [key, deed, ids]][-REMEMBERED:]
    return f"{reverse('activities:bulk')}?undo={key}"


def _remembered(request: SignedInRequest, key: str) -> tuple[str, list[int]]:
    remembered: list[Any] = request.session.get("activity_undos", [])
    found = next((one for one in remembered if one[0] == key), None)
    if found is None:
        raise Refused(_("This has been undone already, or too much has happened since."))
    request.session["activity_undos"] = [one for one in remembered if one is not found]
    return found[1], found[2]


def _seen(request: SignedInRequest, ids: list[int]) -> list[int]:
    user = request.user
    return list(visible_activities(user).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _by(request: SignedInRequest) -> Actor:
    return Actor.person(request.user)


def _complete(request: SignedInRequest, ids: list[int], value: str) -> None:
    open_ids = list(visible_activities(request.user).open().filter(pk__in=ids).values_list("pk", flat=True))
    count = count_done(complete_many(open_ids, by=_by(request)))
    text = ngettext("%(n)d activity completed", "%(n)d activities completed", count) % {"n": count}
    toast(request, text, undo=_undo(request, "reopen", open_ids))


def _reopen(request: SignedInRequest, ids: list[int], value: str) -> None:
    count = count_done(reopen_many(_seen(request, ids), by=_by(request)))
    text = ngettext("%(n)d activity is open again", "%(n)d activities are open again", count) % {"n": count}
    toast(request, text, icon="arrow-back-up")


def _delete(request: SignedInRequest, ids: list[int], value: str) -> None:
    seen = _seen(request, ids)
    count = count_done(delete_many(seen, by=_by(request)))
    text = ngettext("%(n)d activity deleted", "%(n)d activities deleted", count) % {"n": count}
    toast(request, text, icon="trash", undo=_undo(request, "restore", seen))


def _restore(request: SignedInRequest, ids: list[int], value: str) -> None:
    user = request.user
    for pk in ids:
        restore_activity(get_activity_for(user, pk, to="edit", deleted=True), by=_by(request))
    toast(request, ngettext("%(n)d activity is back", "%(n)d activities are back", len(ids)) % {"n": len(ids)})


def _postpone(request: SignedInRequest, ids: list[int], value: str) -> None:
    day = day_called(value or request.POST.get("day", ""))
    same: dict[tuple[datetime, bool], list[int]] = {}
    for activity in visible_activities(request.user).filter(pk__in=ids):
        same.setdefault(postponed(activity, day), []).append(activity.pk)
    count = sum(
        count_done(edit_many(pks, due_at=due_at, all_day=all_day, by=_by(request)))
        for (due_at, all_day), pks in same.items()
    )
    text = ngettext("%(n)d activity postponed", "%(n)d activities postponed", count) % {"n": count}
    toast(request, text, icon="calendar")


def _reassign(request: SignedInRequest, ids: list[int], value: str) -> None:
    person = next((one for one in assignable_people() if str(one.pk) == request.POST.get("assignee")), None)
    count = count_done(edit_many(_seen(request, ids), assignee=person, by=_by(request)))
    words = {"n": count, "person": person.name if person else _("nobody")}
    text = ngettext("%(n)d activity given to %(person)s", "%(n)d activities given to %(person)s", count) % words
    toast(request, text, icon="user-share")


_DEEDS: dict[str, Callable[[SignedInRequest, list[int], str], None]] = {
    "complete": _complete,
    "reopen": _reopen,
    "delete": _delete,
    "restore": _restore,
    "postpone": _postpone,
    "reassign": _reassign,
}
