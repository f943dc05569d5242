"""Sessions that are over."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from amends.kit.retention import kept_for


@kept_for(timedelta(days=1), "Sessions, after they have ended")
def sessions(before: datetime) -> None:
    Session.objects.filter(expire_date__lt=before).delete()
