"""Complete an activity, or open it again (R18, Q21)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.sets import ACTIVITIES
from amends.activities.events import ActivityCompleted, ActivityReopened
from amends.activities.models import Activity, ActivityStatus
from amends.journal.actors import Actor, ActorKind, By, authors
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import MovedOn

Completion = tuple[datetime, int | None]
"""When, and for a person who."""


def complete_activity(activity: Activity, *, by: Actor) -> Activity:
    """Close the activity; keeps when and, for a person, who (R39)."""
    return ACTIVITIES.one(activity, lambda activities: _complete(activities, by))


def complete_many(ids: Iterable[int], *, by: By) -> Outcomes:
    """complete_activity on each."""
    return ACTIVITIES.each(ids, lambda activities: _complete(activities, by))


def reopen_activity(activity: Activity, *, by: Actor) -> Activity:
    """Open a completed activity again. Its deadline stays; one that was told to have passed is not told again."""
    return ACTIVITIES.one(activity, lambda activities: _reopen(activities, by))


def reopen_many(ids: Iterable[int], *, by: By) -> Outcomes:
    """reopen_activity on each."""
    return ACTIVITIES.each(ids, lambda activities: _reopen(activities, by))


def take_back_completion(completed: Mapping[int, str], *, by: By) -> Outcomes:
    """Undo complete_many: `completed` holds the `former` of what it did, which is when each was completed.

    Activities that were opened, and perhaps completed again, since are refused.
    """

    def take_back(activities: Sequence[Activity]) -> Outcomes:
        stayed = [one for one in activities if _completed_at(one) == completed[one.pk]]
        return _outcomes(activities, Outcome.refused(MovedOn())) | _reopen(stayed, by)

    return ACTIVITIES.each(completed, take_back)


def take_back_reopening(opened: Mapping[int, Any], *, by: By) -> Outcomes:
    """Undo reopen_many: completed again, when and by whom they were. `opened` holds the `former` of what it did.

    Activities that were completed again since are refused.
    """

    def take_back(activities: Sequence[Activity]) -> Outcomes:
        stayed = [one for one in activities if one.is_open]
        _close(stayed, lambda one: _completion(opened[one.pk]))
        Activity.objects.bulk_update(stayed, ("status", "completed_at", "completed_by", "updated_at"))
        _tell_completed(stayed, by)
        return _outcomes(activities, Outcome.refused(MovedOn())) | _outcomes(stayed, Outcome.done())

    return ACTIVITIES.each(opened, take_back)


def _completion(former: Sequence[Any]) -> Completion:
    moment, person = former
    return datetime.fromisoformat(moment), person


def _completed_at(activity: Activity) -> str:
    return activity.completed_at.isoformat() if activity.completed_at else ""


def _complete(activities: Sequence[Activity], by: By) -> Outcomes:
    each, now = authors(by), timezone.now()
    closing = [activity for activity in activities if activity.is_open]
    _close(closing, lambda one: (now, _completer(each.of(one.pk))))
    _write(closing)
    _tell_completed(closing, by)
    already = Outcome.skipped(_("It is completed already."))
    return _outcomes(activities, already) | _outcomes(closing, Outcome.done(now.isoformat()))


def _close(activities: Sequence[Activity], completion: Callable[[Activity], Completion]) -> None:
    now = timezone.now()
    for activity in activities:
        activity.status, activity.updated_at = ActivityStatus.CLOSED, now
        activity.completed_at, activity.completed_by_id = completion(activity)


def _tell_completed(activities: Sequence[Activity], by: By) -> None:
    each = authors(by)
    record_many([(_completed(one), subjects(one), each.of(one.pk)) for one in activities])


def _reopen(activities: Sequence[Activity], by: By) -> Outcomes:
    each, now = authors(by), timezone.now()
    opening = [activity for activity in activities if not activity.is_open]
    former = {one.pk: Outcome.done([_completed_at(one), one.completed_by_id]) for one in opening}
    for activity in opening:
        activity.status, activity.completed_at, activity.completed_by = ActivityStatus.OPEN, None, None
        activity.updated_at = now
    _write(opening)
    record_many([(ActivityReopened(**told(one)), subjects(one), each.of(one.pk)) for one in opening])
    return _outcomes(activities, Outcome.skipped(_("It is open already."))) | former


def _write(activities: Sequence[Activity]) -> None:
    """One statement for each person who completes; mostly that is one."""
    same: dict[Any, list[int]] = {}
    for activity in activities:
        same.setdefault(activity.completed_by_id, []).append(activity.pk)
    for completer, ids in same.items():
        one = activities[0]
        Activity.objects.filter(pk__in=ids).update(
            status=one.status, completed_at=one.completed_at, completed_by=completer, updated_at=one.updated_at
        )


def _outcomes(activities: Iterable[Activity], outcome: Outcome) -> Outcomes:
    return {activity.pk: outcome for activity in activities}


def _completer(by: Actor) -> int | None:
    return by.id if by.kind == ActorKind.PERSON else None


def _completed(activity: Activity) -> ActivityCompleted:
    assert activity.completed_at is not None
    seconds = int((activity.completed_at - activity.created_at).total_seconds())
    return ActivityCompleted(**told(activity), due_at=activity.due_at, seconds=max(0, seconds))
