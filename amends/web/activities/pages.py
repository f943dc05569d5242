"""The list of activities over all tickets (R6), one activity, a new one."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.activities.access import get_activity_for, ticket_of
from amends.activities.actions import Edits, create_activity, edit_activity
from amends.activities.actions.files import attach_files
from amends.activities.models import Activity
from amends.files.actions import store_file
from amends.files.models import File
from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import NotThere, Refused
from amends.people.models import User
from amends.tickets.access import get_ticket_for
from amends.tickets.queries import assignable_people
from amends.web.activities.bulk import fields_in_bulk
from amends.web.activities.deadlines import postponements
from amends.web.activities.forms import NewActivityForm, PageActivityForm, initial_of
from amends.web.activities.listing import GROUPINGS, LAST_SCOPE, SCOPES, ActivityList, where_to_begin
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, signed_in
from amends.web.late import with_warning
from amends.web.spreadsheets import download
from amends.web.tickets.forms import ActivityForm
from amends.web.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def activities(request: SignedInRequest) -> HttpResponse:
    if request.GET.get("scope") in SCOPES:
        if request.session.get(LAST_SCOPE) != request.GET["scope"]:
            request.session[LAST_SCOPE] = request.GET["scope"]
    elif not request.GET:
        request.GET = where_to_begin(request.session)  # type: ignore[assignment]  # every link and form says it then
    found = ActivityList(request)
    context = {
        "list": found,
        "bar": found.bar,
        "page": found.page,
        "scopes": found.choices("scope", SCOPES, found.scope),
        "groupings": found.choices("by", GROUPINGS, found.grouping),
        "people": assignable_people(),
        "postponements": postponements(),
        "fields": fields_in_bulk(),
    }
    return page(request, "activities/list.html", context)


@require_safe
@signed_in
def export(request: SignedInRequest) -> HttpResponseBase:
    """What the list shows, all pages of it, for a spreadsheet."""
    asked = ActivityList(request)
    name = f"activities-{timezone.localdate().isoformat()}.csv"
    return download(name, asked.exported, asked.to_act_on(), asked.order_of_export, request.user)


@require_http_methods(FORM)
@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    """An activity on a ticket that is named in the form."""
    user, people = request.user, assignable_people()
    initial = {"ticket": request.GET.get("ticket", ""), "assignee": user.pk}
    form = NewActivityForm(posted(request), people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _create(request, form, people)
        if made is not None:
            toast(request, with_warning(_("%(name)s created") % {"name": made.name}, made.due_at), icon="plus")
            return redirect("activities:activity", made.pk)
    return page(request, "activities/new.html", {"title": _("New activity"), "form": form}, status=status_of(form))


def _create(request: SignedInRequest, form: NewActivityForm, people: list[User]) -> Activity | None:
    user = request.user
    try:
        ticket = get_ticket_for(user, form.cleaned_data["ticket"].strip().upper(), to="edit")
        by = Actor.person(user)
        key = form.cleaned_data["key"]
        return create_activity(ticket, **_values(form, people), files=_stored(request, by), key=key, by=by)
    except NotThere:
        form.add_error("ticket", _("There is no such ticket. Write its number, or choose it from the list."))
    except Refused as refused:
        show_at_field(form, refused)
    return None


@require_http_methods(FORM)
@signed_in
def activity(request: SignedInRequest, pk: int) -> HttpResponse:
    """One activity, to read and to change."""
    user, people = request.user, assignable_people()
    shown = get_activity_for(user, pk, to="edit" if request.method == "POST" else "view")
    form = PageActivityForm(posted(request), people=_with(people, shown.assignee), initial=initial_of(shown))
    if request.method == "POST" and form.is_valid() and _save(request, shown, form, _with(people, shown.assignee)):
        is_new = {"due_on", "due_time"} & set(form.changed_data)
        toast(request, with_warning(_("Saved"), shown.due_at if is_new else None))
        return redirect("activities:activity", pk)
    context = {
        "title": shown.name,
        "activity": shown,
        "ticket": ticket_of(user, shown),
        "form": form,
        "files": [kept.file for kept in shown.activity_files.select_related("file")],
        "postponements": postponements(),
    }
    return page(request, "activities/activity.html", context, status=status_of(form))


def _save(request: SignedInRequest, shown: Activity, form: ActivityForm, people: list[User]) -> bool:
    """Everything that was given or, when a part is refused, nothing. Files come first: they may take their time."""
    by = Actor.person(request.user)
    try:
        files = _stored(request, by)
        with transaction.atomic():
            edit_activity(shown, **_values(form, people), by=by)
            attach_files(shown, files=files, by=by)
    except Refused as refused:
        show_at_field(form, refused)
        return False
    return True


def _values(form: ActivityForm, people: list[User]) -> Edits:
    due_at, all_day = form.deadline
    chosen = form.cleaned_data["assignee"]
    return {
        "name": form.cleaned_data["name"],
        "description": form.cleaned_data["description"],
        "due_at": due_at,
        "all_day": all_day,
        "assignee": next((person for person in people if person.pk == chosen), None),
    }


def _stored(request: HttpRequest, by: Actor) -> list[File]:
    return [store_file(upload, by=by) for upload in request.FILES.getlist("files")]


def _with(people: list[User], assignee: User | None) -> list[User]:
    """Whoever has the activity stays a choice, even when they no longer work here."""
    return people if assignee is None or assignee in people else [assignee, *people]
