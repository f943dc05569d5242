"""Changes of the tickets that are ticked in the list, or of all that fit it."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.kit.refusals import Refused
from amends.people.models import User
from amends.tickets.access import visible_queues
from amends.tickets.models import Priority, Ticket
from amends.tickets.queries import assignable_people, get_status, get_tag, numbered
from amends.tickets.steps import (
    AddTag,
    AssignAgent,
    ChangePriority,
    ChangeQueue,
    ChangeStatus,
    RemoveTag,
    SetTicketField,
)
from amends.vocabulary import Step
from amends.web.executions.starting import start
from amends.web.guards import SignedInRequest, signed_in
from amends.web.setting import ValueForm
from amends.web.tickets.field_changes import deed_by, field_to_change
from amends.web.tickets.lists import TicketList
from amends.web.toasts import toast_error


@require_POST
@signed_in
def changes(request: SignedInRequest) -> HttpResponse:
    """Do the one thing that was pressed to every ticket chosen that the person may see, and say what became of it."""
    back = _back(request)
    try:
        rows = _chosen(request)
        if "field" in request.POST:
            return _set_field(request, rows, back)
        return start(request, [_step(request.POST, request.user)], rows, subject="ticket", back=back)
    except Refused as refusal:
        toast_error(request, str(refusal))
    return HttpResponseRedirect(back)


@require_POST
@signed_in
def field(request: SignedInRequest) -> HttpResponse:
    """The form that gives one field of all tickets chosen a value."""
    back = _back(request)
    try:
        rows = _chosen(request)
    except Refused as refusal:
        toast_error(request, str(refusal))
        return HttpResponseRedirect(back)
    return _form(request, rows, ValueForm(field_to_change(request.POST.get("field", "")), request.user))


def _set_field(request: SignedInRequest, rows: QuerySet[Ticket], back: str) -> HttpResponse:
    """Emptying many is a button of its own: a value left out is a slip."""
    form = ValueForm(field_to_change(request.POST["field"]), request.user, request.POST)
    empties = "empties" in request.POST
    try:
        if not form.raw and not empties:
            raise Refused(_("Give a value."))
        value = None if empties else form.raw
        deed_by(request.user, form.of.code, value)
        step = SetTicketField(field=form.of.code, value=value)
    except Refused as refusal:
        form.refuse(refusal)
        return _form(request, rows, form, status=422)
    return start(request, [step], rows, subject="ticket", back=back)


def _form(request: SignedInRequest, rows: QuerySet[Ticket], form: ValueForm, *, status: int = 200) -> HttpResponse:
    every = "every" in request.POST
    numbers = [] if every else list(rows.values_list("number", flat=True))
    context = {
        "form": form,
        "field": form.of,
        "every": every,
        "numbers": numbers,
        "count": TicketList(request).count if every else len(numbers),
        "query": request.POST.get("query", ""),
        "back": _back(request),
    }
    return render(request, "tickets/field_of_many.html", context, status=status)


def _back(request: SignedInRequest) -> str:
    query = request.POST.get("query", "")
    return f"{reverse('tickets:list')}?{query}" if query else reverse("tickets:list")


def _chosen(request: SignedInRequest) -> QuerySet[Ticket]:
    """The ticked ones; with `every` all that the list shows on all its pages."""
    if "every" in request.POST:
        request.GET = QueryDict(request.POST.get("query", ""))  # type: ignore[assignment]
        rows = TicketList(request).to_act_on()
    else:
        rows = numbered(request.user, request.POST.getlist("ticket"))
    if not rows.exists():
        raise Refused(_("Nothing was selected. Tick the tickets first."))
    return rows


def _step(post: QueryDict, user: User) -> Step:
    """The deed is named by the button: `status`, `agent`, `priority`, `queue`, `tag` or `untag`, with its value."""
    if status := get_status(post.get("status", "")):
        return ChangeStatus(status=status.code)
    if "agent" in post:
        person = next((one for one in assignable_people() if str(one.pk) == post["agent"]), None)
        if person or not post["agent"]:
            return AssignAgent(agent=person.pk if person else None)
    if post.get("priority") in Priority.values:
        return ChangePriority.model_validate({"priority": post["priority"]})
    if queue := next((one for one in visible_queues(user) if one.code == post.get("queue")), None):
        return ChangeQueue(queue=queue.code)
    if tag := get_tag(post.get("tag", "")):
        return AddTag(tag=tag.code)
    if tag := get_tag(post.get("untag", "")):
        return RemoveTag(tag=tag.code)
    raise Refused(_("What to do is not there any more. Choose again."))
