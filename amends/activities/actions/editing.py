"""Change what an activity says, when it is due and who does it (R18)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from amends.activities.actions.creation import check_assignee, check_name
from amends.activities.actions.facts import subjects
from amends.activities.actions.locking import chunks, lock, locked
from amends.activities.events import ActivityEdited
from amends.activities.models import Activity
from amends.journal.actors import Actor
from amends.journal.recording import record, record_many
from amends.kit.deadlines import settle
from amends.people.models import User


class Edits(TypedDict, total=False):
    """What may be changed; what is left out stays."""

    name: str
    description: str
    due_at: datetime | None
    all_day: bool
    assignee: User | None


def edit_activity(activity: Activity, *, by: Actor, **edits: Unpack[Edits]) -> Activity:
    """Change the parts given. A new deadline may pass anew, so it is told again when it does (Q17)."""
    with transaction.atomic():
        lock(activity)
        changes = _changes(activity, edits)
        if not changes:
            return activity
        check_assignee(changes.get("assignee"))
        fact = _fact(activity, changes)
        for name, value in changes.items():
            setattr(activity, name, value)
        activity.updated_at = timezone.now()
        activity.save(update_fields=[*changes, "updated_at"])
        record(fact, by=by, **subjects(activity))
    return activity


def edit_many(activity_ids: Iterable[int], *, by: Actor, **edits: Unpack[Edits]) -> int:
    """As edit_activity on each; how many differ now. For reassigning and postponing a selection."""
    count = 0
    for ids in chunks(activity_ids):
        with locked(ids) as activities:
            changed = [(activity, changes) for activity in activities if (changes := _changes(activity, edits))]
            if any("assignee" in changes for _activity, changes in changed):
                check_assignee(edits.get("assignee"))
            facts = [(_fact(activity, changes), subjects(activity)) for activity, changes in changed]
            now, columns = timezone.now(), {"updated_at"}
            for activity, changes in changed:
                for name, value in changes.items():
                    setattr(activity, name, value)
                columns |= set(changes)
                activity.updated_at = now
            Activity.objects.bulk_update([activity for activity, _changes_of in changed], sorted(columns))
            record_many(facts, by=by)
            count += len(changed)
    return count


def _changes(activity: Activity, edits: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that will differ, with their new values."""
    wanted = dict(edits)
    if "name" in wanted:
        wanted["name"] = wanted["name"].strip()
        check_name(wanted["name"])
    if "due_at" in wanted or "all_day" in wanted:
        wanted.setdefault("all_day", activity.all_day)
        wanted["due_at"] = settle(wanted.get("due_at", activity.due_at), all_day=wanted["all_day"])
    changes = {name: value for name, value in wanted.items() if getattr(activity, name) != value}
    if "due_at" in changes and activity.expired_at is not None:
        changes["expired_at"] = None
    return changes


def _fact(activity: Activity, changes: Mapping[str, Any]) -> ActivityEdited:
    assignee = changes.get("assignee", activity.assignee)
    return ActivityEdited(
        activity=activity.pk,
        name=changes.get("name", activity.name),
        rule=activity.rule_id,
        assignee=assignee.pk if assignee else None,
        assignee_name=assignee.name if assignee else "",
        changed=[name for name in changes if name != "expired_at"],
        due_at=changes.get("due_at", activity.due_at),
        all_day=changes.get("all_day", activity.all_day),
        old_due_at=activity.due_at,
        old_assignee=activity.assignee_id,
        old_assignee_name=activity.assignee.name if activity.assignee else "",
    )
