"""Fragments of the activity pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.tickets.queries import find_tickets
from amends.web.guards import SignedInRequest, signed_in

MOST = 8


@require_safe
@signed_in
def ticket_hits(request: SignedInRequest) -> HttpResponse:
    """Tickets for the field "Ticket" of a new activity."""
    text = request.GET.get("ticket", "").replace("\x00", "").strip()[:200]
    found = find_tickets(request.user, text, limit=MOST)
    return render(request, "activities/_ticket_hits.html", {"tickets": found, "text": text})
