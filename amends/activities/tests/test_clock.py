"""Two clocks at once, and a person in between: each deadline is told once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from amends.activities.actions import complete_activity, expire_due
from amends.activities.clock import expire_activities
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.journal.recording import LARGE
from amends.kit.testing import beside
from amends.tickets.tests.make import make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def overdue() -> Activity:
    return make_activity(due_at=timezone.now() - timedelta(minutes=5), all_day=False)


def told() -> int:
    return Event.objects.filter(kind="activity.expired").count()


@pytest.mark.req("R22", "Q17")
def test_two_clocks_at_once_tell_each_passed_deadline_once():
    for _number in range(20):
        overdue()
    with beside() as run:
        rounds = [run(lambda: expire_due(by=Actor.clock())) for _ in range(2)]
        assert sum(one.result(30) for one in rounds) == 20
    assert told() == 20


def test_the_clock_does_not_wait_for_a_person_and_tells_nothing_of_what_is_just_completed():
    activity = overdue()
    with beside() as run, transaction.atomic():
        complete_activity(activity, by=Actor.system("test"))
        assert run(lambda: expire_due(by=Actor.clock())).result(10) == 0
    assert expire_due(by=Actor.clock()) == 0


def test_very_many_deadlines_at_once_are_a_large_act_though_each_is_a_chain_of_its_own():
    ticket = make_ticket()
    with transaction.atomic():
        for number in range(LARGE + 1):
            make_activity(ticket=ticket, name=str(number), due_at=timezone.now() - timedelta(hours=1), all_day=False)
    assert expire_due(by=Actor.clock()) == LARGE + 1
    told = Event.objects.filter(kind="activity.expired")
    assert all(event.large for event in told)
    assert len({event.act for event in told}) == LARGE + 1


def test_the_periodic_job_is_the_clock():
    overdue()
    expire_activities()
    assert told() == 1
    assert Event.objects.get(kind="activity.expired").actor_kind == "clock"
