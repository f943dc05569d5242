"""Delete an activity so that it can be restored (R18)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.sets import DELETED_TOO
from amends.activities.events import ActivityDeleted, ActivityRestored
from amends.activities.models import Activity
from amends.journal.actors import Actor, By, authors
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome, Outcomes


def delete_activity(activity: Activity, *, by: Actor) -> Activity:
    """Take the activity out of every list; it stays in the history and can be restored."""
    return DELETED_TOO.one(activity, lambda activities: _delete(activities, by))


def delete_many(ids: Iterable[int], *, by: By) -> Outcomes:
    """delete_activity on each."""
    return DELETED_TOO.each(ids, lambda activities: _delete(activities, by))


def restore_activity(activity: Activity, *, by: Actor) -> Activity:
    """Undo a deletion."""
    return DELETED_TOO.one(activity, lambda activities: _restore(activities, by))


def restore_many(ids: Iterable[int], *, by: By) -> Outcomes:
    """restore_activity on each."""
    return DELETED_TOO.each(ids, lambda activities: _restore(activities, by))


def _delete(activities: Sequence[Activity], by: By) -> Outcomes:
    each, going = authors(by), [activity for activity in activities if activity.deleted_at is None]
    _write(going, timezone.now(), deleted=True)
    record_many([(ActivityDeleted(**told(one)), subjects(one), each.of(one.pk)) for one in going])
    return _outcomes(activities, going, Outcome.skipped(_("It is deleted already.")))


def _restore(activities: Sequence[Activity], by: By) -> Outcomes:
    each, coming = authors(by), [activity for activity in activities if activity.deleted_at is not None]
    _write(coming, timezone.now(), deleted=False)
    record_many([(ActivityRestored(**told(one)), subjects(one), each.of(one.pk)) for one in coming])
    return _outcomes(activities, coming, Outcome.skipped(_("It is not deleted.")))


def _write(activities: Sequence[Activity], now: datetime, *, deleted: bool) -> None:
    for activity in activities:
        activity.deleted_at, activity.updated_at = now if deleted else None, now
    if activities:
        Activity.objects.filter(pk__in=[activity.pk for activity in activities]).update(
            deleted_at=now if deleted else None, updated_at=now
        )


def _outcomes(activities: Sequence[Activity], changed: Sequence[Activity], otherwise: Outcome) -> Outcomes:
    return {one.pk: otherwise for one in activities} | {one.pk: Outcome.done() for one in changed}
