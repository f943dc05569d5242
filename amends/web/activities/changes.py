"""Changes of one activity: from the list, its own page or its ticket."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.activities.access import get_activity_for, visible_activities
from amends.activities.actions import (
    complete_activity,
    delete_activity,
    edit_activity,
    postpone_activity,
    reopen_activity,
    restore_activity,
)
from amends.activities.models import Activity
from amends.journal.actors import Actor
from amends.tickets.queries import assignable_people
from amends.web import ways
from amends.web.activities.deadlines import day_called
from amends.web.activities.rows import item, read
from amends.web.guards import SignedInRequest, signed_in
from amends.web.late import with_warning
from amends.web.taking_back import author_of, undo_at, with_consequences
from amends.web.toasts import toast

Deed = Callable[[SignedInRequest, Activity, Actor], None]


def _change(deed: Deed, *, deleted: bool = False) -> Callable[..., HttpResponseBase]:
    """A POST on one activity the reader may edit; htmx gets the row anew, others go back to where they were."""

    @require_POST
    @signed_in
    @wraps(deed)
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        user = request.user
        activity = get_activity_for(user, pk, to="edit", deleted=deleted)
        deed(request, activity, author_of(request))
        return answer(request, activity)

    return view


def answer(request: SignedInRequest, activity: Activity) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(way_back(request))
    row = read(visible_activities(request.user).filter(pk=activity.pk), request.user).first()
    return HttpResponse(item(row) if row else "")


def way_back(request: HttpRequest) -> str:
    return ways.way_back(request, usual=reverse("activities:list"))


@_change
def completion(request: SignedInRequest, activity: Activity, by: Actor) -> None:
    complete_activity(activity, by=by)
    undo = undo_at(request, reverse("activities:reopening", args=[activity.pk]), by)
    said = with_consequences(_("%(name)s completed") % {"name": activity.name}, by, request.user)
    toast(request, said, undo=undo)


@_change
def reopening(request: SignedInRequest, activity: Activity, by: Actor) -> None:
    reopen_activity(activity, by=by)
    undo = undo_at(request, reverse("activities:completion", args=[activity.pk]), by)
    said = with_consequences(_("%(name)s is open again") % {"name": activity.name}, by, request.user)
    toast(request, said, icon="arrow-back-up", undo=undo)


@_change
def deadline(request: SignedInRequest, activity: Activity, by: Actor) -> None:
    """Put off to a day; an hour stays the same hour."""
    postpone_activity(activity, to=day_called(request.POST.get("day", "")), by=by)
    toast(request, with_warning(_("%(name)s postponed") % {"name": activity.name}, activity.due_at), icon="calendar")


@_change
def assignee(request: SignedInRequest, activity: Activity, by: Actor) -> None:
    """To the person chosen, or to nobody."""
    chosen = request.POST.get("assignee", "")
    person = next((one for one in assignable_people() if str(one.pk) == chosen), None)
    edit_activity(activity, assignee=person, by=by)
    words = {"name": activity.name, "person": person.name if person else _("nobody")}
    toast(request, _("%(name)s given to %(person)s") % words, icon="user-share")


@_change
def deletion(request: SignedInRequest, activity: Activity, by: Actor) -> None:
    delete_activity(activity, by=by)
    undo = undo_at(request, reverse("activities:restoration", args=[activity.pk]), by)
    toast(request, _("%(name)s deleted") % {"name": activity.name}, icon="trash", undo=undo)


def _restoration(request: SignedInRequest, activity: Activity, by: Actor) -> None:
    restore_activity(activity, by=by)
    said = with_consequences(_("%(name)s is back") % {"name": activity.name}, by, request.user)
    toast(request, said, icon="restore")


restoration = _change(_restoration, deleted=True)
