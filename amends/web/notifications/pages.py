"""What one was told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.notifications.access import get_notification_for, notifications_of, reasons_of, unread_count
from amends.notifications.actions import mark_read
from amends.notifications.models import Notification, Reason
from amends.people.models import User
from amends.tickets.models import Ticket
from amends.tickets.queries import numbered
from amends.vocabulary.subjects import subject_kinds
from amends.web.guards import SignedInRequest, signed_in


@require_safe
@signed_in
def notifications(request: SignedInRequest) -> HttpResponse:
    """Newest first, with the switches of what to be told."""
    after, before = request.GET.get("after"), request.GET.get("before")
    wanted = reasons_of(request.user)
    rows = notifications_of(request.user).select_related("event")
    shown = keyset(rows, order=("-id",), after=after, before=before)
    context = {
        "title": _("Notifications"),
        "page": shown,
        "groups": by_ticket(shown.rows, request.user),
        "unread": unread_count(request.user),
        "switches": [(reason, reason.value in wanted) for reason in Reason],
    }
    return page(request, "notifications/list.html", context)


@dataclass
class Group:
    """What was told of one ticket, or one thing told of none that the reader sees."""

    ticket: Ticket | None
    rows: list[Notification] = field(default_factory=list)


def by_ticket(rows: Iterable[Notification], user: User) -> list[Group]:
    """In the order of the newest of each; tickets are named as they are now, in one query."""
    listed = list(rows)
    tickets = {one.number: one for one in numbered(user, {row.ticket_number for row in listed})}
    groups: dict[str, Group] = {}
    for row in listed:
        ticket = tickets.get(row.ticket_number)
        groups.setdefault(ticket.number if ticket else f"#{row.pk}", Group(ticket)).rows.append(row)
    return list(groups.values())


@require_safe
@signed_in
def notification(request: SignedInRequest, pk: int) -> HttpResponse:
    """On to what it is about. Opening it is reading it, which is all that this address changes."""
    found = get_notification_for(request.user, pk)
    mark_read(found)
    return redirect(target_of(found))


def target_of(found: Notification) -> str:
    """The page that shows what the notification is about; the list when there is none (any more)."""
    if found.reason == Reason.DUE_TODAY:
        return f"{reverse('activities:list')}?scope=mine&preset=today"
    if found.activity_id:
        return reverse("activities:activity", args=[found.activity_id])
    if found.ticket_number:
        return reverse("tickets:ticket", args=[found.ticket_number])
    kind = subject_kinds().get(found.subject_kind)
    named = kind.named([found.subject_id]) if kind and found.subject_id else {}
    return next((one.address for one in named.values()), reverse("notifications:list"))
