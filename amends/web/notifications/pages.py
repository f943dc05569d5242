"""What one was told."""

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
from amends.vocabulary.subjects import subject_kinds
from amends.web.guards import SignedInRequest, signed_in


@require_safe
@signed_in
def notifications(request: SignedInRequest) -> HttpResponse:
    """Newest first, with the switches of what to be told."""
    after, before = request.GET.get("after"), request.GET.get("before")
    wanted = reasons_of(request.user)
    rows = notifications_of(request.user).select_related("event")
    context = {
        "title": _("Notifications"),
        "page": keyset(rows, order=("-id",), after=after, before=before),
        "unread": unread_count(request.user),
        "switches": [(reason, reason.value in wanted) for reason in Reason],
    }
    return page(request, "notifications/list.html", context)


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
