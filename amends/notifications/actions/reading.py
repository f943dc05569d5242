"""Reading what one was told."""

from django.utils import timezone

from amends.notifications.models import Notification
from amends.people.models import User


def mark_read(notification: Notification) -> None:
    """A second reading keeps the moment of the first."""
    Notification.objects.unread().filter(pk=notification.pk).update(read_at=timezone.now())


def mark_all_read(user: User) -> int:
    """Everything told to `user` so far; how many were unread."""
    count: int = Notification.objects.of(user).unread().update(read_at=timezone.now())
    return count
