"""Deleting a ticket, and the list of those that can still be restored. Administrators only."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.tickets.access import deleted_tickets, get_deleted_ticket_for, get_ticket_for
from amends.tickets.actions import delete_ticket, restore_ticket
from amends.tickets.actions.deletion import LONGEST_REASON
from amends.tickets.hanging import hanging
from amends.tickets.queries import deletions_of, details_of
from amends.tickets.retention import KEPT
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, administrators
from amends.web.taking_back import author_of, undo_at
from amends.web.toasts import toast, toast_error

SHOWN = 200
"""The last deleted ones; whoever deletes more in a month restores by number."""


class DeletionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, error_messages={"required": _("Say why it is deleted.")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def deletion(request: SignedInRequest, number: str) -> HttpResponse:
    """What goes, said before, and the reason; then the deed."""
    ticket = get_ticket_for(request.user, number, to="edit")
    form = DeletionForm(posted(request))
    if form.is_bound and form.is_valid():
        by = author_of(request)
        try:
            delete_ticket(ticket, reason=form.cleaned_data["reason"], by=by)
        except Refused as refused:
            show_at_field(form, refused)
        else:
            undo = undo_at(request, reverse("tickets:restoration", args=[number]), by)
            toast(request, _now("%(number)s deleted") % {"number": number}, icon="trash", undo=undo)
            return redirect("tickets:list")
    details = details_of(ticket)
    context = {
        "title": _now("Delete %(number)s") % {"number": number},
        "ticket": ticket,
        "form": form,
        "activities": sum(kind.count(ticket) for kind in hanging()),
        "files": len(details.files),
        "days": KEPT.days,
    }
    return page(request, "tickets/deletion.html", context, status=status_of(form))


@require_safe
@administrators
def trash(request: SignedInRequest) -> HttpResponse:
    """The deleted tickets, the last deleted first, with who deleted them and why."""
    tickets = list(deleted_tickets(request.user).for_display()[:SHOWN])
    told = deletions_of(tickets)
    rows = [
        {
            "ticket": one,
            "by": told[one.pk].actor.name if one.pk in told else "",
            "reason": told[one.pk].payload.get("reason", "") if one.pk in told else "",
            "until": one.left_at + KEPT if one.left_at else None,
        }
        for one in tickets
    ]
    context = {"title": _now("Deleted tickets"), "rows": rows, "days": KEPT.days}
    return page(request, "tickets/trash.html", context)


@require_POST
@administrators
def restoration(request: SignedInRequest, number: str) -> HttpResponse:
    """Take a deletion back."""
    ticket = get_deleted_ticket_for(request.user, number)
    try:
        restore_ticket(ticket, by=author_of(request))
    except Refused as refused:
        toast_error(request, str(refused))
        return redirect("tickets:trash")
    toast(request, _now("%(number)s restored") % {"number": number}, icon="restore")
    return redirect("tickets:ticket", number=number)
