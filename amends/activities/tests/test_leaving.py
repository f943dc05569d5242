"""Somebody is deactivated while they, or others, are at work: on real connections with real commits."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import transaction

from amends.activities.actions import ActivityRefused, complete_activity, create_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.kit.deadlocks import once_more_after_deadlock
from amends.kit.sets import lock_ids
from amends.kit.testing import beside, database_address, until_somebody_waits
from amends.people import handover
from amends.people.actions import deactivation
from amends.people.actions.deactivation import deactivate_user, reactivate_user
from amends.people.handover import being_handed_over
from amends.people.jobs import hand_over
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


# --- much work, handed over in the background ------------------------------------------------------------------------

KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import transaction
from amends.people import handover
from amends.people.jobs import hand_over
handover.CHUNK = 2
pass_on, left, where = handover.Handover.pass_on, int(sys.argv[2]), sys.argv[3]
def end():
    os.kill(os.getpid(), signal.SIGKILL)
def counted(*args, **kwargs):
    global left
    passed = pass_on(*args, **kwargs)
    left -= passed.last is not None
    if not left:
        transaction.on_commit(end) if where == "after" else end()
    return passed
handover.Handover.pass_on = counted
hand_over(user_id=int(sys.argv[1]))
"""


@pytest.fixture
def leaver(monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody with more tickets and activities than are passed on at once, and than fit a chunk."""
    monkeypatch.setattr(handover, "CHUNK", 2)
    monkeypatch.setattr(deactivation, "AT_ONCE", 2)
    user = make_user()
    for _number in range(5):
        make_activity(ticket=make_ticket(agent=user), assignee=user)
    return user


def moved_to(user: User) -> tuple[int, int]:
    """How many tickets and activities are theirs."""
    return Ticket.objects.filter(agent=user).count(), Activity.objects.filter(assignee=user).count()


def told() -> list[str]:
    """The events of the rows that were handed over."""
    kinds = ("ticket.agent_changed", "activity.edited")
    return sorted(Event.objects.filter(kind__in=kinds).values_list("kind", flat=True))


def test_much_work_goes_in_the_background_row_by_row_as_a_little_does_at_once(leaver: User):
    heir, before = make_user(), told()
    deactivate_user(leaver, successor=heir, by=BY)
    assert moved_to(heir) == (0, 0)
    hand_over(user_id=leaver.pk)
    assert (moved_to(heir), being_handed_over(leaver)) == ((5, 5), None)
    added = Counter(told()) - Counter(before)
    assert added == {"ticket.agent_changed": 5, "activity.edited": 5}
    facts = Event.objects.filter(act=BY.act, kind__in=added)
    assert facts.count() == 10, "one deed, whoever does which part of it"
    assert all(facts.values_list("large", flat=True))


@pytest.mark.chaos
@pytest.mark.parametrize(("chunk", "where"), [(1, "before"), (2, "after"), (4, "before"), (6, "after")])
def test_a_handover_killed_anywhere_goes_on_from_there_and_does_nothing_twice(
    leaver: User, chunk: int, where: str, tmp_path: Path
):
    heir, before = make_user(), told()
    deactivate_user(leaver, successor=heir, by=BY)
    killed = run_apart(KILLED, leaver.pk, chunk, where, data=tmp_path)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    done = chunk if where == "after" else chunk - 1
    assert sum(moved_to(heir)) == [0, 2, 4, 5, 7, 9, 10][done]
    hand_over(user_id=leaver.pk)  # waits until the database has noticed that the other was killed
    assert (moved_to(heir), being_handed_over(leaver)) == ((5, 5), None)
    assert Counter(told()) - Counter(before) == {"ticket.agent_changed": 5, "activity.edited": 5}


def test_who_is_let_back_in_while_a_chunk_goes_keeps_what_is_left(leaver: User):
    heir = make_user()
    deactivate_user(leaver, successor=heir, by=BY)
    with beside() as run:
        with transaction.atomic():
            lock_ids(Ticket, Ticket.objects.values_list("pk", flat=True))
            going = run(lambda: hand_over(user_id=leaver.pk))
            until_somebody_waits()
            returning = run(lambda: reactivate_user(leaver, by=BY))
            until_somebody_waits(waiters=2)
        assert returning.result(timeout=30).is_active
        going.result(timeout=30)
    tickets, activities = moved_to(heir)
    assert being_handed_over(leaver) is None
    assert tickets >= 2, "the chunk under way is done to its end"
    assert sum(moved_to(leaver)) == 10 - tickets - activities


def test_what_somebody_else_takes_while_it_waits_to_be_handed_over_stays_with_them(leaver: User):
    heir, helper = make_user(), make_user()
    deactivate_user(leaver, successor=heir, by=BY)
    ticket = Ticket.objects.earliest("pk")
    with beside() as run:
        with transaction.atomic():
            assign_agent(ticket, agent=helper, by=BY)
            going = run(lambda: hand_over(user_id=leaver.pk))
            until_somebody_waits()
        going.result(timeout=30)
    ticket.refresh_from_db()
    assert ticket.agent == helper
    assert moved_to(heir) == (4, 5)


def test_a_successor_who_leaves_while_a_chunk_comes_to_them_passes_all_of_it_on(leaver: User):
    heir, last = make_user(), make_user()
    deactivate_user(leaver, successor=heir, by=BY)
    with beside() as run:
        with transaction.atomic():
            lock_ids(Ticket, Ticket.objects.values_list("pk", flat=True))
            going = run(lambda: hand_over(user_id=leaver.pk))
            until_somebody_waits()
            leaving = run(lambda: deactivate_user(heir, successor=last, by=BY))
            until_somebody_waits(waiters=2)
        leaving.result(timeout=60)
        going.result(timeout=60)
    for user in (leaver, heir):
        hand_over(user_id=user.pk)
    assert moved_to(last) == (5, 5)


def run_apart(code: str, *arguments: object, data: Path) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, on the test's database."""
    places = {"DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": "config.settings", "AMENDS_DATA": str(data)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, env=os.environ | places, cwd=settings.ROOT, check=False, capture_output=True)
