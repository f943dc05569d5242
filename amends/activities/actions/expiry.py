"""Tell that deadlines have passed (R22)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from amends.activities.actions.facts import subjects, told
from amends.activities.events import ActivityExpired
from amends.activities.models import Activity
from amends.journal.actors import Actor
from amends.journal.recording import LARGE, record_many

CHUNK = 500


def expire_due(*, by: Actor, now: datetime | None = None) -> int:
    """Record each open activity whose deadline has passed, once for that deadline (Q17); how many there were.

    Rows that somebody else has locked are left for the next round, so two clocks never tell one thing twice and none
    waits for a person.
    """
    count = 0
    while told_now := _expire_chunk(by, now or timezone.now()):
        count += told_now
    return count


@transaction.atomic
def _expire_chunk(by: Actor, now: datetime) -> int:
    due = Activity.objects.open().filter(expired_at__isnull=True, due_at__lt=now).order_by("due_at")
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:CHUNK])
    activities = list(Activity.objects.filter(pk__in=ids).select_related("ticket", "assignee").order_by("due_at"))
    Activity.objects.filter(pk__in=ids).update(expired_at=now)
    # Each passed deadline is the head of a chain of its own: within one chain a rule acts on a ticket once.
    large = len(activities) > LARGE
    record_many(
        [
            (ActivityExpired(**told(activity), due_at=activity.due_at), subjects(activity), by.anew(large=large))
            for activity in activities
            if activity.due_at is not None
        ]
    )
    return len(activities)
