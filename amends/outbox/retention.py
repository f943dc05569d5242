"""How long it can be proven what was sent to whom."""

from datetime import datetime, timedelta

from amends.kit.retention import delete_older, kept_for
from amends.outbox.models import Letter, State


@kept_for(timedelta(days=1096), "E-mails that were sent or given up, with each attempt")
def letters(before: datetime) -> None:
    """Three years, in which most claims can be brought. What waits to be sent is never deleted."""
    over = Letter.objects.filter(state__in=[State.SENT, State.DEAD])
    delete_older(over, moment="created_at", before=before)
