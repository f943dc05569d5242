"""Everybody sees what they were told, and nothing else."""

from django.db.models import QuerySet

from amends.kit.refusals import NotThere
from amends.notifications.models import Notification, Reason, Silence
from amends.people.models import User


def notifications_of(user: User) -> QuerySet[Notification]:
    found: QuerySet[Notification] = Notification.objects.of(user)
    return found


def unread_count(user: User) -> int:
    count: int = Notification.objects.of(user).unread().count()
    return count


def get_notification_for(user: User, pk: int) -> Notification:
    """One of the user's own, or NotThere."""
    found: Notification | None = Notification.objects.of(user).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def reasons_of(user: User) -> set[str]:
    """What the user wants to be told."""
    return set(Reason.values) - set(Silence.objects.filter(user=user).values_list("reason", flat=True))
