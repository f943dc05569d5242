"""Everybody sees what they were told, as long as they may see what it is about, and nothing else."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from amends.activities.access import visible_activities
from amends.kit.counting import capped_count
from amends.kit.refusals import NotThere
from amends.notifications.models import Notification, NotificationQuerySet, Reason, Silence
from amends.people.models import User
from amends.tickets.access import visible_tickets

LOOKED_THROUGH = 3_000
"""Unread notifications of a limited agent that are looked at to count those in sight."""


def notifications_seen_by(user: User) -> Q:
    """The one condition behind everything that is told of notifications: what they are about is still in sight."""
    if not user.is_limited:
        return Q()
    activity = Q(Exists(visible_activities(user).filter(pk=OuterRef("activity_id"))))
    by_the_name_of_the_ticket = Q(activity_id=None) | Q(reason=Reason.CONCERNED)
    of_the_day = Q(reason=Reason.DUE_TODAY)
    return of_the_day | by_the_name_of_the_ticket & _ticket_seen_by(user) | ~by_the_name_of_the_ticket & activity


def _ticket_seen_by(user: User) -> Q:
    return Q(Exists(visible_tickets(user).filter(number=OuterRef("ticket_number"))))


def notifications_of(user: User) -> QuerySet[Notification]:
    """With `is_ticket_seen`: an activity given to somebody may be on a ticket that they don't see."""
    seen = ExpressionWrapper(_ticket_seen_by(user), BooleanField()) if user.is_limited else Value(True)
    found: QuerySet[Notification] = _seen(user).annotate(is_ticket_seen=seen)
    return found


def _seen(user: User) -> NotificationQuerySet:
    found: NotificationQuerySet = Notification.objects.of(user).filter(notifications_seen_by(user))
    return found


def unread_count(user: User) -> int:
    """Not counted out: nobody reads how many beyond a thousand. Who sees a part only may have any number that is out of
    sight by now, each of which has to be looked at: of theirs the newest count."""
    if not user.is_limited:
        return capped_count(_seen(user).unread())
    newest = Notification.objects.of(user).unread().order_by("-pk").values("pk")[:LOOKED_THROUGH]
    return capped_count(_seen(user).filter(pk__in=newest))


def get_notification_for(user: User, pk: int) -> Notification:
    """One of the user's own, or NotThere."""
    found: Notification | None = _seen(user).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def reasons_of(user: User) -> set[str]:
    """What the user wants to be told."""
    return set(Reason.values) - set(Silence.objects.filter(user=user).values_list("reason", flat=True))
