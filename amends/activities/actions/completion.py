"""Complete an activity, or open it again (R18, Q21)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.locking import chunks, lock, locked
from amends.activities.events import ActivityCompleted, ActivityReopened
from amends.activities.models import Activity, ActivityStatus
from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record, record_many


def complete_activity(activity: Activity, *, by: Actor) -> Activity:
    """Close the activity; keeps when and, for a person, who (R39)."""
    with transaction.atomic():
        lock(activity)
        if not activity.is_open:
            return activity
        now = timezone.now()
        activity.status, activity.completed_at, activity.updated_at = ActivityStatus.CLOSED, now, now
        activity.completed_by_id = _completer(by)
        activity.save(update_fields=["status", "completed_at", "completed_by", "updated_at"])
        record(_completed(activity, now), by=by, **subjects(activity))
    return activity


def complete_many(activity_ids: Iterable[int], *, by: Actor) -> int:
    """As complete_activity on each; how many were open."""
    count = 0
    for ids in chunks(activity_ids):
        with locked(ids) as activities:
            changing, now = [activity for activity in activities if activity.is_open], timezone.now()
            Activity.objects.filter(pk__in=[activity.pk for activity in changing]).update(
                status=ActivityStatus.CLOSED, completed_at=now, completed_by=_completer(by), updated_at=now
            )
            record_many([(_completed(activity, now), subjects(activity)) for activity in changing], by=by)
            count += len(changing)
    return count


def reopen_activity(activity: Activity, *, by: Actor) -> Activity:
    """Open a completed activity again. Its deadline stays; one that was told to have passed is not told again."""
    with transaction.atomic():
        lock(activity)
        if activity.is_open:
            return activity
        activity.status, activity.completed_at, activity.completed_by = ActivityStatus.OPEN, None, None
        activity.updated_at = timezone.now()
        activity.save(update_fields=["status", "completed_at", "completed_by", "updated_at"])
        record(ActivityReopened(**told(activity)), by=by, **subjects(activity))
    return activity


def reopen_many(activity_ids: Iterable[int], *, by: Actor) -> int:
    """As reopen_activity on each; how many were closed. Undoes complete_many."""
    count = 0
    for ids in chunks(activity_ids):
        with locked(ids) as activities:
            changing = [activity for activity in activities if not activity.is_open]
            Activity.objects.filter(pk__in=[activity.pk for activity in changing]).update(
                status=ActivityStatus.OPEN, completed_at=None, completed_by=None, updated_at=timezone.now()
            )
            record_many([(ActivityReopened(**told(activity)), subjects(activity)) for activity in changing], by=by)
            count += len(changing)
    return count


def _completer(by: Actor) -> int | None:
    return by.id if by.kind == ActorKind.PERSON else None


def _completed(activity: Activity, now: datetime) -> ActivityCompleted:
    seconds = int((now - activity.created_at).total_seconds())
    return ActivityCompleted(**told(activity), due_at=activity.due_at, seconds=max(0, seconds))
