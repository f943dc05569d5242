"""Fields of activities that can be changed: by the step that bulk, rules and programs use, whichever the field."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from amends.activities.actions import complete_activity, reopen_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.deadlines import end_of_day
from amends.people.tests.make import make_user
from amends.vocabulary import Asker, Condition, Invalid, Tree, compile_tree, field_of, parse_steps
from amends.vocabulary.changing import changeable_fields

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BY = Actor.system("test")


def step(field: str, value: Any = None) -> Any:
    return parse_steps([{"step": "set_activity_field", "field": field, "value": value}], "activity")[0]


def again(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def found(tree: Tree) -> list[Activity]:
    return list(Activity.objects.filter(compile_tree(tree, "activity", Asker.nobody())))


def test_what_actions_change_of_an_activity_can_be_set() -> None:
    assert {one.code for one in changeable_fields("activity")} == {"assignee", "status", "due", "name", "description"}


@pytest.mark.parametrize("code", [field.code for field in changeable_fields("activity")])
def test_every_field_that_can_be_changed_is_set_found_told_and_set_back(code: str) -> None:
    activity, other = make_activity(), make_activity()
    known = {"assignee": str(make_user().pk), "status": "closed", "due": "2031-05-06"}
    value = known.get(code, "another")
    deed = step(code, value)
    with recorded() as events:
        outcome = deed.run(activity, BY)
    assert outcome.is_done
    assert [event.subject_id("activity") for event in events] == [activity.pk]
    field = field_of("activity", code)
    assert field is not None
    tree = Tree.of(Condition(field=code, op="on" if field.type.code == "moment" else "is", value=[value]))
    assert found(tree) == [activity]
    assert other.pk != activity.pk
    assert deed.run(activity, BY).state == "skipped"
    assert deed.undo_many({activity.pk: outcome.former}, BY)[activity.pk].is_done
    assert found(tree) == []


@pytest.mark.req("R3")
def test_what_was_opened_again_is_completed_by_undo_when_and_by_whom_it_was() -> None:
    person, activity = make_user(), make_activity()
    complete_activity(activity, by=Actor.person(person))
    done = step("status", "open").run(activity, BY)
    with recorded() as events:
        assert step("status", "open").undo_many({activity.pk: done.former}, BY)[activity.pk].is_done
    assert [event.kind for event in events] == ["activity.completed"]
    assert (again(activity).completed_at, again(activity).completed_by) == (activity.completed_at, person)


def test_what_was_completed_once_more_since_stays_as_it_is() -> None:
    activity = make_activity()
    complete_activity(activity, by=BY)
    done = step("status", "open").run(activity, BY)
    complete_activity(activity, by=BY)
    undone = step("status", "open").undo_many({activity.pk: done.former}, BY)
    assert undone[activity.pk].refusal is not None
    reopen_activity(activity, by=BY)
    assert again(activity).is_open


@pytest.mark.req("R16")
def test_a_day_means_the_whole_day_and_an_hour_that_hour() -> None:
    activity = make_activity()
    step("due", "2031-05-06").run(activity, BY)
    day = date(2031, 5, 6)
    assert (again(activity).due_at, again(activity).all_day) == (end_of_day(day), True)
    step("due", "2031-05-06T10:30:00+02:00").run(activity, BY)
    assert (again(activity).due_at, again(activity).all_day) == (datetime(2031, 5, 6, 8, 30, tzinfo=UTC), False)
    step("due").run(activity, BY)
    assert (again(activity).due_at, again(activity).all_day) == (None, True)


def test_a_new_deadline_may_pass_anew_and_undo_brings_back_that_the_former_had_passed() -> None:
    activity = make_activity(due_at=end_of_day(date(2026, 1, 5)))
    told = datetime(2026, 1, 6, tzinfo=UTC)
    Activity.objects.filter(pk=activity.pk).update(expired_at=told)
    done = step("due", "2031-05-06").run(activity, BY)
    assert again(activity).expired_at is None
    step("due", "2031-05-06").undo_many({activity.pk: done.former}, BY)
    assert (again(activity).expired_at, again(activity).due_at) == (told, activity.due_at)


def test_a_description_keeps_its_lines() -> None:
    activity, text = make_activity(), "Ring the customer.\n\n\tThen write 👩‍🔧.  "
    step("description", text).run(activity, BY)
    assert again(activity).description == text
    step("description").run(activity, BY)
    assert again(activity).description == ""


def test_an_assignee_who_has_left_is_refused() -> None:
    activity, gone = make_activity(), make_user(is_active=False)
    outcome = step("assignee", str(gone.pk)).run(activity, BY)
    assert outcome.refusal is not None
    assert again(activity).assignee is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("nonsense", "x", "There is no field"),
        ("created", "2026-11-21", "can’t be changed"),
        ("ticket_status", "warranty_claim.new", "can’t be changed"),
        ("due", "some day", "is not a day"),
        ("status", "half", "there is no"),
        ("status", None, "can’t be empty"),
        ("name", " ", "Write some text"),
        ("name", "x" * 201, "too long"),
        ("description", "x" * 50_001, "too long"),
        ("description", "a\x00b", "can’t be kept"),
    ],
)
def test_what_cannot_be_set_is_said_at_the_step(field: str, value: str | None, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        step(field, value)


def test_what_is_no_longer_as_it_was_made_is_not_set_back() -> None:
    activity = make_activity(description="one")
    done = step("description", "two").run(activity, BY)
    step("description", "three").run(activity, BY)
    undone = step("description", "two").undo_many({activity.pk: done.former}, BY)
    assert undone[activity.pk].refusal is not None
    assert again(activity).description == "three"


def test_it_says_what_it_does() -> None:
    assert step("status", "closed").sentence() == "set Status to Closed"
    assert step("description").sentence() == "empty Description"
    assert step("due", "2031-05-07").sentence()
