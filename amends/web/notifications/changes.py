"""Changes of one's notifications."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.notifications.actions import mark_all_read, set_silences
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast


@require_POST
@signed_in
def reading(request: SignedInRequest) -> HttpResponse:
    """All read."""
    mark_all_read(request.user)
    return redirect("notifications:list")


@require_POST
@signed_in
def reasons(request: SignedInRequest) -> HttpResponse:
    """What to be told from now on."""
    set_silences(request.user, request.POST.getlist("reason"))
    toast(request, _("Saved. It holds for what happens from now on."))
    return redirect("notifications:list")
