"""Sending again."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.journal.actors import Actor
from amends.outbox.actions import resend_letter
from amends.outbox.queries import get_letter
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast


@require_POST
@administrators
def sending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try once more, now."""
    resend_letter(get_letter(pk), by=Actor.person(request.user))
    toast(request, _("The e-mail is on its way again."), icon="mail-forward")
    return redirect("outbox:letter", pk)
