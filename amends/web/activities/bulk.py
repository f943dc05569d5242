"""Changes of the activities that are ticked in the list."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amends.activities.access import get_activity_for, visible_activities
from amends.activities.actions import complete_many, delete_many, edit_many, reopen_many, restore_activity
from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.tickets.queries import assignable_people
from amends.web.activities.changes import way_back
from amends.web.activities.deadlines import day_called, postponed
from amends.web.guards import signed_in
from amends.web.toasts import toast, toast_error

MOST = 1000


@require_POST
@signed_in
def changes(request: HttpRequest) -> HttpResponse:
    """Do the one thing that was pressed to every ticked activity the reader may see, and say what became of it."""
    ids = _ids(request)
    name, _colon, value = (request.POST.get("deed") or request.GET.get("deed", "")).partition(":")
    try:
        deed = _DEEDS.get(name)
        if deed is None:
            raise Refused(_("What to do is not there any more. Choose again."))
        if not ids:
            raise Refused(_("Nothing was selected. Tick the activities first."))
        deed(request, ids, value)
    except Refused as refused:
        toast_error(request, str(refused))
    return HttpResponseRedirect(way_back(request))


def _ids(request: HttpRequest) -> list[int]:
    """Numbers from the ticks, or from the address of an Undo."""
    given = request.POST.getlist("id") or request.GET.get("ids", "").split(",")
    return [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19][:MOST]


def _seen(request: HttpRequest, ids: list[int]) -> list[int]:
    user = cast(User, request.user)
    return list(visible_activities(user).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _by(request: HttpRequest) -> Actor:
    return Actor.person(cast(User, request.user))


def _undo(deed: str, ids: list[int]) -> str:
    return f"{reverse('activities:bulk')}?deed={deed}&ids={','.join(map(str, ids))}"


def _complete(request: HttpRequest, ids: list[int], value: str) -> None:
    open_ids = list(visible_activities(cast(User, request.user)).open().filter(pk__in=ids).values_list("pk", flat=True))
    count = complete_many(open_ids, by=_by(request))
    text = ngettext("%(n)d activity completed", "%(n)d activities completed", count) % {"n": count}
    toast(request, text, undo=_undo("reopen", open_ids))


def _reopen(request: HttpRequest, ids: list[int], value: str) -> None:
    count = reopen_many(_seen(request, ids), by=_by(request))
    text = ngettext("%(n)d activity is open again", "%(n)d activities are open again", count) % {"n": count}
    toast(request, text, icon="arrow-back-up")


def _delete(request: HttpRequest, ids: list[int], value: str) -> None:
    seen = _seen(request, ids)
    count = delete_many(seen, by=_by(request))
    text = ngettext("%(n)d activity deleted", "%(n)d activities deleted", count) % {"n": count}
    toast(request, text, icon="trash", undo=_undo("restore", seen))


def _restore(request: HttpRequest, ids: list[int], value: str) -> None:
    user = cast(User, request.user)
    for pk in ids:
        restore_activity(get_activity_for(user, pk, to="edit", deleted=True), by=_by(request))
    toast(request, ngettext("%(n)d activity is back", "%(n)d activities are back", len(ids)) % {"n": len(ids)})


def _postpone(request: HttpRequest, ids: list[int], value: str) -> None:
    day = day_called(value or request.POST.get("day", ""))
    same: dict[tuple[datetime, bool], list[int]] = {}
    for activity in visible_activities(cast(User, request.user)).filter(pk__in=ids):
        same.setdefault(postponed(activity, day), []).append(activity.pk)
    count = sum(
        edit_many(pks, due_at=due_at, all_day=all_day, by=_by(request)) for (due_at, all_day), pks in same.items()
    )
    text = ngettext("%(n)d activity postponed", "%(n)d activities postponed", count) % {"n": count}
    toast(request, text, icon="calendar")


def _reassign(request: HttpRequest, ids: list[int], value: str) -> None:
    person = next((one for one in assignable_people() if str(one.pk) == request.POST.get("assignee")), None)
    count = edit_many(_seen(request, ids), assignee=person, by=_by(request))
    words = {"n": count, "person": person.name if person else _("nobody")}
    text = ngettext("%(n)d activity given to %(person)s", "%(n)d activities given to %(person)s", count) % words
    toast(request, text, icon="user-share")


_DEEDS: dict[str, Callable[[HttpRequest, list[int], str], None]] = {
    "complete": _complete,
    "reopen": _reopen,
    "delete": _delete,
    "restore": _restore,
    "postpone": _postpone,
    "reassign": _reassign,
}
