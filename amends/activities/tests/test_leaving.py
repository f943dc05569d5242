"""Somebody is deactivated while they, or others, are at work: on real connections with real commits."""

from threading import Barrier

import pytest
from django.db import transaction

from amends.activities.actions import ActivityRefused, complete_activity, create_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.kit.deadlocks import once_more_after_deadlock
from amends.kit.sets import lock_ids
from amends.kit.testing import beside, until_somebody_waits
from amends.people.actions.deactivation import deactivate_user
from amends.people.models import User
from amends.people.queries import still_here
from amends.people.tests.make import make_user
from amends.tickets.actions import assign_agent
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

BY = Actor.system("test")


def test_what_somebody_completes_while_being_deactivated_is_completed_by_them():
    """The activity names its completer when it commits; it must not wait for the deactivation, which waits for it."""
    leaver = make_user()
    activity = make_activity(assignee=leaver)
    with beside() as run:
        with transaction.atomic():
            complete_activity(activity, by=Actor.person(leaver))
            leaving = run(lambda: deactivate_user(leaver, successor=None, by=BY))
            until_somebody_waits()
        assert not leaving.result(timeout=30).is_active
    activity.refresh_from_db()
    assert activity.completed_by == leaver


def test_a_ticket_given_to_somebody_who_is_leaving_is_not_left_with_them():
    leaver, heir = make_user(), make_user()
    ticket = make_ticket()
    with beside() as run:
        with transaction.atomic():
            assign_agent(ticket, agent=leaver, by=BY)
            leaving = run(lambda: deactivate_user(leaver, successor=heir, by=BY))
            until_somebody_waits()
        leaving.result(timeout=30)
    ticket.refresh_from_db()
    assert ticket.agent == heir


def test_who_is_given_more_work_in_the_moment_of_leaving_leaves_all_the_same():
    """Another locks the ticket that has just come to them and asks for them; the deactivation locks both crosswise."""
    leaver, heir = make_user(), make_user()
    ticket = make_ticket()

    @once_more_after_deadlock
    @transaction.atomic
    def look_for_work_for_the_leaver() -> bool:
        lock_ids(Ticket, [ticket.pk])
        return still_here(leaver)

    with beside() as run:
        with transaction.atomic():
            assign_agent(ticket, agent=leaver, by=BY)
            looking = run(look_for_work_for_the_leaver)
            leaving = run(lambda: deactivate_user(leaver, successor=heir, by=BY))
            until_somebody_waits(waiters=2)
        assert not leaving.result(timeout=60).is_active
        looking.result(timeout=60)
    ticket.refresh_from_db()
    assert ticket.agent == heir


def test_who_makes_an_activity_waits_for_the_ticket_before_holding_the_person():
    """Else whoever deactivates the person, holding the ticket, and the maker of the activity wait for each other."""
    leaver, ticket = make_user(), make_ticket()
    with beside() as run:
        with transaction.atomic():
            lock_ids(Ticket, [ticket.pk])
            making = run(lambda: create_activity(ticket, name="Call", assignee=leaver, by=BY))
            until_somebody_waits()
            assert User.objects.select_for_update(nowait=True, no_key=True).get(pk=leaver.pk) == leaver
        assert making.result(timeout=30).assignee == leaver


def test_making_activities_while_the_person_is_deactivated_ends_for_both_without_a_deadlock():
    for _round in range(10):
        leaver = make_user()
        ticket = make_ticket(agent=leaver)
        meeting = Barrier(2)

        def make(ticket: Ticket = ticket, leaver: User = leaver, meeting: Barrier = meeting) -> str:
            meeting.wait(timeout=30)
            try:
                return create_activity(ticket, name="Call", assignee=leaver, by=BY).name
            except ActivityRefused as refused:
                return refused.code

        def leave(leaver: User = leaver, meeting: Barrier = meeting) -> User:
            meeting.wait(timeout=30)
            return deactivate_user(leaver, successor=None, by=BY)

        with beside() as run:
            making, leaving = run(make), run(leave)
            assert making.result(timeout=60) in ("Call", "activity_refused")
            assert not leaving.result(timeout=60).is_active
        assert not Activity.objects.filter(assignee=leaver).exists(), "no work is left with somebody who is gone"
