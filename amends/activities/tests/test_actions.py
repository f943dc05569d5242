"""What can be done with activities, and what each deed writes to the journal."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from amends.activities.actions import (
    ActivityRefused,
    complete_activity,
    complete_many,
    create_activity,
    delete_activity,
    delete_many,
    edit_activity,
    edit_many,
    expire_due,
    reopen_activity,
    reopen_many,
    restore_activity,
)
from amends.activities.models import Activity
from amends.activities.queries import chain_of
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.deadlines import end_of_day
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")


@pytest.mark.req("R2", "R3", "R5")
def test_an_activity_has_name_description_deadline_assignee_and_status_on_one_ticket():
    ticket, person = make_ticket(), make_user()
    due = datetime(2030, 5, 6, 8, 0, tzinfo=UTC)
    with recorded() as events:
        activity = create_activity(
            ticket, name="Check the goods", description="Look inside", due_at=due, assignee=person, by=SYSTEM
        )
    activity.refresh_from_db()
    assert (activity.ticket, activity.status, activity.assignee) == (ticket, "open", person)
    assert [(event.kind, event.subject_id("ticket")) for event in events] == [("activity.created", ticket.pk)]
    assert events[0].sentence == "Activity Check the goods"


@pytest.mark.req("R3")
def test_the_database_knows_no_third_status_and_no_closed_one_without_its_moment():
    activity = make_activity()
    for wrong in ({"status": "half"}, {"status": "closed"}, {"completed_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.filter(pk=activity.pk).update(**wrong)


@pytest.mark.req("R5")
def test_an_activity_without_a_ticket_cannot_exist():
    activity = make_activity()
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(ticket=None)


@pytest.mark.req("R17", "Q13")
def test_only_the_name_is_required():
    activity = create_activity(make_ticket(), name="  Call  ", by=SYSTEM)
    assert (activity.name, activity.due_at, activity.assignee) == ("Call", None, None)
    with pytest.raises(ActivityRefused) as refusal:
        create_activity(make_ticket(), name="   ", by=SYSTEM)
    assert refusal.value.field == "name"


@pytest.mark.req("Q15")
def test_an_all_day_deadline_is_the_end_of_its_day_in_the_time_zone_of_the_installation():
    activity = make_activity(due_at=datetime(2026, 11, 18, 23, 30, tzinfo=UTC))  # already the 19th in Prague
    assert activity.due_on == date(2026, 11, 19)
    assert activity.due_at == datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC)


@pytest.mark.req("R34", "Q22")
def test_an_activity_can_be_made_and_be_due_on_a_closed_ticket():
    ticket = make_ticket(status="closed")
    assert make_activity(ticket=ticket, due_at=timezone.now()).is_open


def test_a_person_who_has_left_is_given_nothing():
    with pytest.raises(ActivityRefused, match="no longer works here"):
        make_activity(assignee=make_user(is_active=False))


@pytest.mark.req("R18", "R39")
def test_completing_keeps_who_and_when_and_tells_how_long_it_took():
    person, start = make_user(), timezone.now() - timedelta(hours=2)
    activity = make_activity(at=start)
    with recorded() as events:
        complete_activity(activity, by=Actor.person(person))
    assert (activity.status, activity.completed_by) == ("closed", person)
    assert events[0].kind == "activity.completed"
    assert 7200 <= events[0].payload["seconds"] < 7260


def test_completing_a_completed_activity_records_nothing():
    activity = complete_activity(make_activity(), by=SYSTEM)
    before = activity.completed_at
    with recorded() as events:
        complete_activity(activity, by=SYSTEM)
    assert (events, activity.completed_at) == ([], before)


@pytest.mark.req("Q21")
def test_a_completed_activity_can_be_opened_again():
    activity = complete_activity(make_activity(), by=SYSTEM)
    with recorded() as events:
        reopen_activity(activity, by=SYSTEM)
        reopen_activity(activity, by=SYSTEM)
    assert [event.kind for event in events] == ["activity.reopened"]
    assert (activity.is_open, activity.completed_at, activity.completed_by) == (True, None, None)


@pytest.mark.req("R18")
def test_deleting_can_be_undone():
    activity = make_activity()
    with recorded() as events:
        delete_activity(activity, by=SYSTEM)
        delete_activity(activity, by=SYSTEM)
        assert not Activity.objects.kept().filter(pk=activity.pk).exists()
        with pytest.raises(ActivityRefused, match="has been deleted"):
            complete_activity(activity, by=SYSTEM)
        restore_activity(activity, by=SYSTEM)
        restore_activity(activity, by=SYSTEM)
    assert [event.kind for event in events] == ["activity.deleted", "activity.restored"]
    assert Activity.objects.open().filter(pk=activity.pk).exists()


@pytest.mark.req("R18")
def test_editing_tells_what_changed_and_from_what():
    old, new = make_user(), make_user(name="Jana")
    activity = make_activity(assignee=old)
    with recorded() as events:
        edit_activity(activity, assignee=new, by=SYSTEM)
        edit_activity(activity, assignee=new, by=SYSTEM)
    assert len(events) == 1
    assert events[0].sentence == f"Activity {activity.name} given to Jana"
    assert (events[0].payload["old_assignee"], events[0].payload["assignee"]) == (old.pk, new.pk)


def test_turning_a_deadline_into_a_whole_day_moves_it_to_the_end_of_that_day():
    activity = make_activity(due_at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC), all_day=False)
    edit_activity(activity, all_day=True, by=SYSTEM)
    assert activity.due_at == end_of_day(date(2026, 11, 18))


@pytest.mark.req("R33", "R35", "R37", "R40")
def test_a_ticket_has_a_chain_of_activities_of_different_people_the_done_ones_first():
    ticket, day = make_ticket(), timezone.now()
    later = make_activity(ticket=ticket, name="Credit note", due_at=day + timedelta(days=3), assignee=make_user())
    never = make_activity(ticket=ticket, name="Whenever")
    sooner = make_activity(ticket=ticket, name="Inspect", due_at=day + timedelta(days=1), assignee=make_user())
    done = complete_activity(make_activity(ticket=ticket, name="Contact"), by=SYSTEM)
    assert chain_of(ticket) == [done, sooner, later, never]


# --- the clock ------------------------------------------------------------------------------------------------------


@pytest.mark.req("R22", "Q17")
def test_a_passed_deadline_is_told_once():
    activity = make_activity(due_at=timezone.now() - timedelta(minutes=1), all_day=False)
    with recorded() as events:
        assert expire_due(by=Actor.clock()) == 1
        assert expire_due(by=Actor.clock()) == 0
    assert [(e.kind, e.actor_kind, e.payload["activity"]) for e in events] == [
        ("activity.expired", "clock", activity.pk)
    ]


@pytest.mark.req("Q17")
def test_what_is_done_deleted_later_or_without_deadline_does_not_expire():
    past = timezone.now() - timedelta(hours=1)
    complete_activity(make_activity(due_at=past, all_day=False), by=SYSTEM)
    delete_activity(make_activity(due_at=past, all_day=False), by=SYSTEM)
    make_activity(due_at=timezone.now() + timedelta(hours=1), all_day=False)
    make_activity()
    assert expire_due(by=Actor.clock()) == 0


@pytest.mark.req("Q15")
def test_an_all_day_activity_expires_when_its_day_is_over():
    day = date(2026, 11, 18)
    make_activity(due_at=end_of_day(day))
    assert expire_due(by=Actor.clock(), now=end_of_day(day)) == 0
    assert expire_due(by=Actor.clock(), now=end_of_day(day) + timedelta(seconds=1)) == 1


@pytest.mark.req("Q17")
def test_a_new_deadline_may_pass_anew():
    now = timezone.now()
    activity = make_activity(due_at=now - timedelta(hours=2), all_day=False)
    expire_due(by=Actor.clock())
    edit_activity(activity, due_at=now - timedelta(hours=1), by=SYSTEM)
    assert expire_due(by=Actor.clock()) == 1


def test_telling_needs_the_same_number_of_statements_for_any_number():
    def round_of(count: int) -> list[str]:
        for _number in range(count):
            make_activity(due_at=timezone.now() - timedelta(minutes=1), all_day=False)
        return queries_of(lambda: expire_due(by=Actor.clock()))

    assert_same_budget(round_of(3), round_of(30))


# --- the bulk forms -------------------------------------------------------------------------------------------------


def mixed() -> list[Activity]:
    return [
        make_activity(name="open", due_at=datetime(2030, 1, 1, tzinfo=UTC)),
        complete_activity(make_activity(name="closed"), by=SYSTEM),
        delete_activity(make_activity(name="deleted"), by=SYSTEM),
        make_activity(name="without"),
    ]


def state_of(activity: Activity) -> tuple[Any, ...]:
    activity.refresh_from_db()
    return activity.name, activity.status, activity.due_at, activity.assignee_id, activity.deleted_at is None


@pytest.mark.parametrize("deed", ["complete", "reopen", "delete", "assign", "postpone"])
def test_each_bulk_form_does_the_same_as_the_single_one(deed: str):
    person, due = make_user(), datetime(2031, 2, 3, tzinfo=UTC)
    single: Any = {
        "complete": lambda one: complete_activity(one, by=SYSTEM),
        "reopen": lambda one: reopen_activity(one, by=SYSTEM),
        "delete": lambda one: delete_activity(one, by=SYSTEM),
        "assign": lambda one: edit_activity(one, assignee=person, by=SYSTEM),
        "postpone": lambda one: edit_activity(one, due_at=due, by=SYSTEM),
    }[deed]
    many: Any = {
        "complete": lambda ids: complete_many(ids, by=SYSTEM),
        "reopen": lambda ids: reopen_many(ids, by=SYSTEM),
        "delete": lambda ids: delete_many(ids, by=SYSTEM),
        "assign": lambda ids: edit_many(ids, assignee=person, by=SYSTEM),
        "postpone": lambda ids: edit_many(ids, due_at=due, by=SYSTEM),
    }[deed]
    singly, together = mixed(), mixed()
    with recorded() as one_by_one:
        for activity in singly:
            if activity.deleted_at is None:
                single(activity)
    with recorded() as at_once:
        many([activity.pk for activity in together])
    assert [state_of(one) for one in singly] == [state_of(one) for one in together]
    assert [(event.kind, event.payload["name"]) for event in one_by_one] == [
        (event.kind, event.payload["name"]) for event in at_once
    ]


def test_reassigning_many_needs_the_same_number_of_statements_for_any_number():
    few, many = [make_activity().pk for _ in range(3)], [make_activity().pk for _ in range(30)]
    person = make_user()
    assert_same_budget(
        queries_of(lambda: edit_many(few, assignee=person, by=SYSTEM)),
        queries_of(lambda: edit_many(many, assignee=person, by=SYSTEM)),
    )
