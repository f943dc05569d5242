"""Whom an event concerns, and telling them: once each, however often it is tried."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from amends.activities.lists import due
from amends.activities.models import Activity
from amends.journal.actors import ActorKind
from amends.journal.models import Event
from amends.notifications.models import Notification, Reason, Silence
from amends.people.models import ApiToken, User
from amends.tickets.models import Ticket

KEPT = timedelta(days=90)
"""How long a notification can be looked up."""
MORNING = 7
"""The hour, in each person's own time zone, at which they are told what is due."""

Hearer = tuple[int | None, Reason]


def _by_agent(payload: dict[str, Any]) -> Hearer:
    return payload.get("agent") or payload.get("new"), Reason.TICKET_ASSIGNED


def _by_assignee(payload: dict[str, Any]) -> Hearer:
    return payload.get("assignee"), Reason.ACTIVITY_ASSIGNED


def _by_new_assignee(payload: dict[str, Any]) -> Hearer:
    return _by_assignee(payload) if "assignee" in payload.get("changed", []) else (None, Reason.ACTIVITY_ASSIGNED)


def _by_deadline(payload: dict[str, Any]) -> Hearer:
    return payload.get("assignee"), Reason.ACTIVITY_EXPIRED


HEARERS: dict[str, Callable[[dict[str, Any]], Hearer]] = {
    "ticket.created": _by_agent,
    "ticket.agent_changed": _by_agent,
    "activity.created": _by_assignee,
    "activity.edited": _by_new_assignee,
    "activity.expired": _by_deadline,
}
"""Who hears of each kind of event, by its payload."""


def hearer_of(event: Event) -> Hearer:
    """The id of the person that `event` concerns (None: nobody) and why. No query."""
    ask = HEARERS.get(event.kind)
    return ask(event.payload) if ask else (None, Reason.TICKET_ASSIGNED)


def tell(event: Event) -> None:
    """Notify whom the event concerns, unless they did it themselves, have left, or want no such news."""
    user_id, reason = hearer_of(event)
    if user_id is None or user_id == _author_of(event) or not _wants(user_id, reason):
        return
    ticket = Ticket.objects.filter(pk=event.subject_id("ticket") or 0).first()
    if ticket is None:
        return
    Notification.objects.get_or_create(
        user_id=user_id,
        occurrence=f"event:{event.pk}",
        defaults={
            "reason": reason,
            "event": event,
            "by": event.actor_label,
            "by_rule": event.actor_kind == ActorKind.RULE,
            "ticket_number": ticket.number,
            "activity_id": event.payload.get("activity"),
            "title": event.payload.get("name") or ticket.subject,
        },
    )


def tell_what_is_due(now: datetime | None = None) -> int:
    """Tell everybody for whom it is morning how many of their activities are due today; the number of people told.

    Said once a day: whoever has been told today, in their own time zone, is left alone.
    """
    now = now or timezone.now()
    people = [
        person
        for person in User.objects.active().exclude(silences__reason=Reason.DUE_TODAY)
        if now.astimezone(person.zone).hour >= MORNING
    ]
    return sum(_tell_due(person, now.astimezone(person.zone)) for person in people)


def _tell_due(person: User, here: datetime) -> bool:
    occurrence = f"today:{here.date()}"
    if Notification.objects.of(person).filter(occurrence=occurrence).exists():
        return False
    count = Activity.objects.open().filter(due(person, "on", "today", now=here), assignee=person).count()
    if not count:
        return False
    _row, is_new = Notification.objects.get_or_create(
        user=person, occurrence=occurrence, defaults={"reason": Reason.DUE_TODAY, "count": count}
    )
    return bool(is_new)


def forget_old(now: datetime | None = None) -> None:
    Notification.objects.filter(created_at__lt=(now or timezone.now()) - KEPT).delete()


def _author_of(event: Event) -> int | None:
    """The person behind the event, also when they used a token."""
    if event.actor_kind == ActorKind.PERSON:
        return event.actor_id
    if event.actor_kind == ActorKind.TOKEN:
        return ApiToken.objects.filter(pk=event.actor_id or 0).values_list("user_id", flat=True).first()
    return None


def _wants(user_id: int, reason: Reason) -> bool:
    if Silence.objects.filter(user_id=user_id, reason=reason).exists():
        return False
    return User.objects.active().filter(pk=user_id).exists()
