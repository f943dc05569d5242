"""The bell in the shell."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amends.notifications.access import unread_count
from amends.web.guards import SignedInRequest, signed_in


@require_safe
@signed_in
def bell(request: SignedInRequest) -> HttpResponse:
    """The bell with its number, asked for every minute by the shell; the list itself without JavaScript."""
    if request.headers.get("HX-Request") != "true":
        return redirect("notifications:list")
    return render(request, "notifications/bell.html", {"unread": unread_count(request.user)})
