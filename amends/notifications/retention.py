"""How long news stays in the bell."""

from datetime import datetime, timedelta

from amends.kit.retention import kept_for
from amends.notifications.models import Notification


@kept_for(timedelta(days=90), "Notifications")
def notifications(before: datetime) -> None:
    Notification.objects.filter(created_at__lt=before).delete()
