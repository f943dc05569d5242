"""Delete an activity so that it can be restored (R18)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.locking import chunks, lock, locked
from amends.activities.events import ActivityDeleted, ActivityRestored
from amends.activities.models import Activity
from amends.journal.actors import Actor
from amends.journal.recording import record, record_many


def delete_activity(activity: Activity, *, by: Actor) -> Activity:
    """Take the activity out of every list; it stays in the history and can be restored."""
    with transaction.atomic():
        lock(activity, deleted=True)
        if activity.deleted_at is not None:
            return activity
        activity.deleted_at = activity.updated_at = timezone.now()
        activity.save(update_fields=["deleted_at", "updated_at"])
        record(ActivityDeleted(**told(activity)), by=by, **subjects(activity))
    return activity


def delete_many(activity_ids: Iterable[int], *, by: Actor) -> int:
    """As delete_activity on each; how many there were."""
    count = 0
    for ids in chunks(activity_ids):
        with locked(ids) as activities:
            now = timezone.now()
            Activity.objects.filter(pk__in=[activity.pk for activity in activities]).update(
                deleted_at=now, updated_at=now
            )
            record_many([(ActivityDeleted(**told(activity)), subjects(activity)) for activity in activities], by=by)
            count += len(activities)
    return count


def restore_activity(activity: Activity, *, by: Actor) -> Activity:
    """Undo a deletion."""
    with transaction.atomic():
        lock(activity, deleted=True)
        if activity.deleted_at is None:
            return activity
        activity.deleted_at, activity.updated_at = None, timezone.now()
        activity.save(update_fields=["deleted_at", "updated_at"])
        record(ActivityRestored(**told(activity)), by=by, **subjects(activity))
    return activity
