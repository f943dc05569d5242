"""Stop a bulk change, or take it back."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.executions.access import get_execution_for
from amends.executions.actions import stop_execution, undo_execution
from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.web.executions.starting import tell
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast, toast_error
from amends.web.ways import way_back


@require_POST
@signed_in
def stopping(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is not done yet stays as it is."""
    execution = get_execution_for(request.user, pk)
    if not execution.is_over and stop_execution(execution, by=Actor.person(request.user)).is_over:
        toast(request, _("Stopped. What was done until now stays."), icon="player-stop")
    return HttpResponseRedirect(reverse("executions:execution", args=[pk]))


@require_POST
@signed_in
def undoing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rows that have changed since are left as they are."""
    back = way_back(request, usual=reverse("executions:execution", args=[pk]))
    execution = get_execution_for(request.user, pk)
    try:
        undone = undo_execution(execution, author=request.user, by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, str(refused))
        return HttpResponseRedirect(back)
    return tell(request, undone, back)
