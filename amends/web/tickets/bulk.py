"""Changes of the tickets that are ticked in the list, or of all that fit it."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.kit.refusals import Refused
from amends.tickets.access import visible_queues
from amends.tickets.models import Priority, Ticket
from amends.tickets.queries import assignable_people, get_statuses, get_tag, numbered
from amends.tickets.steps import (
    MOST_OTHERS,
    AddTag,
    AssignAgent,
    ChangePriority,
    ChangeQueue,
    ChangeStatus,
    RemoveTag,
)
from amends.vocabulary import Step
from amends.web.executions.starting import start
from amends.web.filled import posted
from amends.web.filters.editor import BETWEEN
from amends.web.guards import SignedInRequest, signed_in
from amends.web.setting_many import Chosen, ask, set_field
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
            return set_field(request, _to_set(request, rows))
        return start(request, [_step(request)], rows, subject="ticket", back=back)
    except Refused as refusal:
        toast_error(request, str(refusal))
    return HttpResponseRedirect(back)


@require_POST
@signed_in
def field(request: SignedInRequest) -> HttpResponse:
    """The form that gives one field of all tickets chosen a value."""
    try:
        return ask(request, _to_set(request, _chosen(request)))
    except Refused as refusal:
        toast_error(request, str(refusal))
    return HttpResponseRedirect(_back(request))


def _to_set(request: SignedInRequest, rows: QuerySet[Ticket]) -> Chosen:
    every = "every" in request.POST
    numbers = [] if every else list(rows.values_list("number", flat=True))
    return Chosen(
        subject="ticket",
        rows=rows,
        count=TicketList(request).count if every else len(numbers),
        address=reverse("tickets:bulk"),
        sent=[
            ("query", request.POST.get("query", "")),
            *([("every", "1")] if every else [("ticket", number) for number in numbers]),
        ],
        back=_back(request),
        title=_("Tickets"),
        note=_("Each ticket keeps the change in its history. You can undo it."),
    )


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


def _step(request: SignedInRequest) -> Step:
    """The deed is named by the button: `status`, `agent`, `priority`, `queue`, `tag` or `untag`, with its value.

    The value of a status is all those of its name, one for each type that has it.
    """
    post = posted(request) or QueryDict()
    if statuses := get_statuses(post.get("status", "").split(BETWEEN, MOST_OTHERS + 1)[: MOST_OTHERS + 1]):
        first, *others = (one.code for one in statuses)
        return ChangeStatus(status=first, others=tuple(others))
    if "agent" in post:
        person = next((one for one in assignable_people() if str(one.pk) == post["agent"]), None)
        if person or not post["agent"]:
            return AssignAgent(agent=person.pk if person else None)
    if post.get("priority") in Priority.values:
        return ChangePriority.model_validate({"priority": post["priority"]})
    if queue := next((one for one in visible_queues(request.user) if one.code == post.get("queue")), None):
        return ChangeQueue(queue=queue.code)
    if tag := get_tag(post.get("tag", "")):
        return AddTag(tag=tag.code)
    if tag := get_tag(post.get("untag", "")):
        return RemoveTag(tag=tag.code)
    raise Refused(_("What to do is not there any more. Choose again."))
