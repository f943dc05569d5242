"""Change what an activity says, when it is due and who does it (R18)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypedDict, Unpack

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.creation import checked, left
from amends.activities.actions.facts import subjects
from amends.activities.actions.sets import ACTIVITIES
from amends.activities.events import ActivityEdited
from amends.activities.models import Activity
from amends.journal.actors import Actor, By, authors
from amends.journal.recording import Told, record_many
from amends.kit.deadlines import end_of_day, settle
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import MovedOn
from amends.people.models import User
from amends.people.queries import those_still_here


class Edits(TypedDict, total=False):
    """What may be changed; what is left out stays."""

    name: str
    description: str
    due_at: datetime | None
    all_day: bool
    assignee: User | None


def edit_activity(activity: Activity, *, by: Actor, **edits: Unpack[Edits]) -> Activity:
    """Change the parts given. A new deadline may pass anew, so it is told again when it does (Q17)."""
    return ACTIVITIES.one(activity, lambda activities: _edit(activities, lambda one: edits, by))


def edit_many(ids: Iterable[int], *, by: By, **edits: Unpack[Edits]) -> Outcomes:
    """edit_activity on each: the same edits."""
    return ACTIVITIES.each(ids, lambda activities: _edit(activities, lambda one: edits, by))


def postpone_activity(activity: Activity, *, to: date, by: Actor) -> Activity:
    """Put the deadline off to another day, as whoever asks reckons days; an hour stays the same hour."""
    return ACTIVITIES.one(activity, lambda activities: _edit(activities, lambda one: _put_off(one, to), by))


def postpone_many(ids: Iterable[int], *, to: date, by: By) -> Outcomes:
    """postpone_activity on each."""
    return ACTIVITIES.each(ids, lambda activities: _edit(activities, lambda one: _put_off(one, to), by))


def _put_off(activity: Activity, day: date) -> Edits:
    if activity.all_day or activity.due_at is None:
        return {"due_at": end_of_day(day), "all_day": True}
    hour = timezone.localtime(activity.due_at).time()
    return {"due_at": timezone.make_aware(datetime.combine(day, hour)), "all_day": False}


def take_back_edits(edits: Mapping[int, Any], *, by: By) -> Outcomes:
    """Undo edits: put back what was there. `edits` are the `former` of what was done.

    Activities that are not as they were made any more are refused. A deadline that was told to have passed when it
    was put off is not told again.
    """
    people = User.objects.in_bulk({was["assignee"] for was, _made in edits.values() if was.get("assignee")})
    return ACTIVITIES.each(edits, lambda activities: _take_back(activities, edits, people, by))


def _take_back(
    activities: Sequence[Activity], edits: Mapping[int, Any], people: Mapping[int, User], by: By
) -> Outcomes:
    stayed = [one for one in activities if _kept(one, edits[one.pk][1]) == edits[one.pk][1]]
    outcomes = {activity.pk: Outcome.refused(MovedOn()) for activity in activities}
    return outcomes | _edit(stayed, lambda activity: _former(edits[activity.pk][0], people), by)


def _former(was: Mapping[str, Any], people: Mapping[int, User]) -> Mapping[str, Any]:
    edits = dict(was)
    if "assignee" in was:
        edits["assignee"] = people.get(was["assignee"])
    for name in ("due_at", "expired_at"):
        if was.get(name):
            edits[name] = datetime.fromisoformat(was[name])
    return edits


def _edit(activities: Sequence[Activity], to: Callable[[Activity], Mapping[str, Any]], by: By) -> Outcomes:
    outcomes: Outcomes = {activity.pk: Outcome.skipped(_("It is so already.")) for activity in activities}
    changed = [(activity, changes) for activity in activities if (changes := _changes(activity, to(activity)))]
    wanted = {changes["assignee"].pk for _activity, changes in changed if changes.get("assignee")}
    here = those_still_here(wanted) if wanted else {}
    changing = []
    for activity, changes in changed:
        assignee = changes.get("assignee")
        if assignee is not None and assignee.pk not in here:
            outcomes[activity.pk] = Outcome.refused(left(assignee))
        else:
            changing.append((activity, changes))
    each, now, columns = authors(by), timezone.now(), {"updated_at"}
    facts: list[Told] = [(_fact(one, changes), subjects(one), each.of(one.pk)) for one, changes in changing]
    for activity, changes in changing:
        was = _kept(activity, changes)
        for name, value in {**changes, "updated_at": now}.items():
            setattr(activity, name, value)
        columns |= set(changes)
        outcomes[activity.pk] = Outcome.done([was, _kept(activity, changes)])
    Activity.objects.bulk_update([activity for activity, _changed in changing], sorted(columns))
    record_many(facts)
    return outcomes


def _kept(activity: Activity, names: Iterable[str]) -> dict[str, Any]:
    """What these columns hold now, as JSON."""
    values = {name: getattr(activity, name) for name in names}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.pk if isinstance(value, User) else value


def _changes(activity: Activity, edits: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that will differ, with their new values."""
    wanted = dict(edits)
    if "name" in wanted:
        wanted["name"] = checked(wanted["name"])
    if "due_at" in wanted or "all_day" in wanted:
        wanted.setdefault("all_day", activity.all_day)
        wanted["due_at"] = settle(wanted.get("due_at", activity.due_at), all_day=wanted["all_day"])
    changes = {name: value for name, value in wanted.items() if getattr(activity, name) != value}
    if "due_at" in changes and "expired_at" not in wanted and activity.expired_at is not None:
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
