"""How long a request can be repeated under its key."""

from datetime import datetime, timedelta

from amends.api.models import IdempotencyKey
from amends.kit.retention import kept_for


@kept_for(timedelta(days=7), "Keys of repeated requests")
def keys(before: datetime) -> None:
    IdempotencyKey.known.filter(created_at__lt=before).delete()
