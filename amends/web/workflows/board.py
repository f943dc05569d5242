"""The draft as a whole: put live, discarded, begun from something else."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.journal.actors import Actor
from amends.kit.refusals import NotThere, Refused
from amends.tickets.actions.workflow import change_draft, discard_draft, put_live
from amends.tickets.models import TicketType
from amends.tickets.queries import get_version
from amends.tickets.workflows.plans import Plan, plan_of
from amends.tickets.workflows.ready import ready_plan
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast, toast_error
from amends.web.workflows.changes import seen_version, to_board
from amends.web.workflows.types import get_type


@require_POST
@administrators
def live(request: SignedInRequest, code: str) -> HttpResponse:
    type = get_type(code)
    try:
        version = put_live(type, seen=seen_version(request), by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, refused.message)
    else:
        if version:
            toast(request, _("Version %(number)d is live") % {"number": version.number}, icon="check")
    return to_board(request, type)


@require_POST
@administrators
def draft_removal(request: SignedInRequest, code: str) -> HttpResponse:
    type = get_type(code)
    try:
        discard_draft(type, seen=seen_version(request), by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, refused.message)
    return to_board(request, type)


@require_POST
@administrators
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Draw up the draft anew, as a ready-made workflow; statuses that are live and not in it are to retire."""
    try:
        wanted = ready_plan(request.POST.get("ready", ""))
    except LookupError:
        raise NotThere from None
    return _begin_from(request, get_type(code), wanted)


@require_POST
@administrators
def version_draft(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Draw up the draft as an earlier version was."""
    type = get_type(code)
    return _begin_from(request, type, Plan.model_validate(get_version(type, pk).body))


def _begin_from(request: SignedInRequest, type: TicketType, wanted: Plan) -> HttpResponse:
    plan = wanted.keeping_others_of(plan_of(type))
    try:
        change_draft(type, lambda _before: plan, seen=seen_version(request), by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, refused.message)
    return to_board(request, type)
