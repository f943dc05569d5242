"""Changes of one ticket: each a POST on a noun. The page shows the fresh state afterwards, whatever became of it."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amends.activities.access import get_activity_for
from amends.activities.actions import complete_activity, create_activity, reopen_activity
from amends.activities.queries import open_activity_count
from amends.files.actions import FileRefused, store_file
from amends.files.models import File
from amends.journal.actors import Actor
from amends.kit.deadlines import end_of_day
from amends.kit.refusals import Refused
from amends.tickets import actions
from amends.tickets.access import get_ticket_for, visible_queues
from amends.tickets.models import Priority, Ticket
from amends.tickets.queries import assignable_people, get_status, get_tag
from amends.web.guards import SignedInRequest, View, signed_in
from amends.web.tickets.forms import ActivityForm, DeadlineForm
from amends.web.tickets.pages import show_ticket
from amends.web.toasts import toast

Change = Callable[..., HttpResponse | None]


def _change(change: Change) -> View:
    """A view that does `change` to the ticket of this number and shows it again.

    A refusal answers 409 with its reason and the ticket as it is now (a stale page learns both).
    """

    @require_POST
    @signed_in
    @wraps(change)
    def view(request: SignedInRequest, number: str, **more: object) -> HttpResponse:
        user = request.user
        ticket = get_ticket_for(user, number, to="edit")
        try:
            response = change(request, ticket, Actor.person(user), **more)
        except Refused as refusal:
            fresh = show_ticket(request, get_ticket_for(user, number), refusal=str(refusal), status=409)
            fresh["HX-Retarget"] = "#ticket"  # lets htmx show it although it is an error
            return fresh
        return response or _again(request, number)

    return view


def _again(request: SignedInRequest, number: str, *, composer_done: bool = False) -> HttpResponse:
    """The fresh page; for somebody whose change took the ticket out of their sight, the list."""
    user = request.user
    if request.headers.get("HX-Request") == "true":
        try:
            return show_ticket(request, get_ticket_for(user, number), composer_done=composer_done)
        except Http404:
            response = HttpResponse(status=204)
            response["HX-Redirect"] = redirect("tickets:list").url
            return response
    try:
        get_ticket_for(user, number)
    except Http404:
        return redirect("tickets:list")
    return redirect("tickets:ticket", number=number)


@_change
def status(request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
    to = get_status(request.POST.get("status", ""))
    if to is None:
        raise actions.TransitionRefused(_("There is no such status. Choose one of those offered."), field="status")
    seen = get_status(request.POST.get("seen", ""))
    actions.change_status(ticket, to=to, seen=seen, by=by)
    left = open_activity_count(ticket) if ticket.is_closed else 0
    if left:
        toast(
            request,
            ngettext(
                "%(number)s is closed; %(left)d activity on it is still open",
                "%(number)s is closed; %(left)d activities on it are still open",
                left,
            )
            % {"number": ticket.number, "left": left},
        )


@_change
def agent(request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
    wanted = request.POST.get("agent", "")
    person = next((one for one in assignable_people() if str(one.pk) == wanted), None)
    if wanted and person is None:
        raise actions.AgentRefused(_("Nobody of this name works here. Choose somebody else."), field="agent")
    actions.assign_agent(ticket, agent=person, by=by)


@_change
def priority(request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
    wanted = request.POST.get("priority", "")
    if wanted not in Priority.values:
        raise Refused(_("There is no such priority. Choose one of those offered."), field="priority")
    actions.change_priority(ticket, to=Priority(wanted), by=by)


@_change
def queue(request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
    wanted = request.POST.get("queue", "")
    found = next((one for one in visible_queues(request.user) if one.code == wanted), None)
    if wanted and found is None:
        raise Refused(_("There is no such queue. Choose one of those offered."), field="queue")
    actions.change_queue(ticket, to=found, by=by)


@_change
def deadline(request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This is not a day. Write it as year-month-day, for example 2026-11-26."), field="day")
    day = form.cleaned_data["day"]
    actions.set_deadline(ticket, due_at=end_of_day(day) if day else None, by=by)


@_change
def tags(request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
    tag = get_tag(request.POST.get("tag", ""))
    if tag is None:
        raise Refused(_("There is no such tag. Choose one of those offered."), field="tag")
    actions.add_tag(ticket, tag=tag, by=by)


@_change
def tag_removal(request: SignedInRequest, ticket: Ticket, by: Actor, *, code: str = "") -> None:
    tag = get_tag(code)
    if tag is not None:
        actions.remove_tag(ticket, tag=tag, by=by)


@_change
def activities(request: SignedInRequest, ticket: Ticket, by: Actor) -> HttpResponse:
    """The Activity tab of the composer (R16, R17)."""
    people = assignable_people()
    form = ActivityForm(request.POST, people=people)
    if form.is_valid():
        files = _files(request, form, by)
        if form.is_valid():
            due_at, all_day = form.deadline
            create_activity(
                ticket,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                due_at=due_at,
                all_day=all_day,
                assignee=next((one for one in people if one.pk == form.cleaned_data["assignee"]), None),
                files=files,
                by=by,
            )
            return _again(request, ticket.number, composer_done=True)
    return show_ticket(request, ticket, form=form, status=422)


@_change
def completion(request: SignedInRequest, ticket: Ticket, by: Actor, *, pk: int = 0) -> None:
    """Tick an activity off, or with `open` take the tick back."""
    activity = get_activity_for(request.user, pk, to="edit")
    if activity.ticket_id != ticket.pk:
        raise Http404
    if request.POST.get("open"):
        reopen_activity(activity, by=by)
    else:
        complete_activity(activity, by=by)


def _files(request: HttpRequest, form: ActivityForm, by: Actor) -> list[File]:
    kept = []
    for upload in request.FILES.getlist("files"):
        try:
            kept.append(store_file(upload, by=by))
        except FileRefused as refusal:
            form.add_error(None, str(refusal))
    return kept
