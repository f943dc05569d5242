"""Fragments of the activity pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.activities.access import get_activity_for
from amends.tickets.queries import find_tickets
from amends.web.activities.deadlines import postponements
from amends.web.guards import SignedInRequest, signed_in

MOST = 8


@require_safe
@signed_in
def ticket_hits(request: SignedInRequest) -> HttpResponse:
    """Tickets for the field "Ticket" of a new activity."""
    text = request.GET.get("ticket", "").replace("\x00", "").strip()[:200]
    found = find_tickets(request.user, text, limit=MOST)
    return render(request, "activities/_ticket_hits.html", {"tickets": found, "text": text})


@require_safe
@signed_in
def menu(request: SignedInRequest, pk: int) -> HttpResponse:
    """What can be done with the activity, for the menu of its row."""
    context = {"activity": get_activity_for(request.user, pk), "postponements": postponements()}
    return render(request, "activities/_menu.html", context)
