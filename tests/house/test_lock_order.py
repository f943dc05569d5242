"""Locks are taken in one order: tickets before activities, activities before people (amends/kit/sets.py)."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone

from amends.activities import actions as activities
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.kit.testing import queries_of
from amends.people.actions import deactivation
from amends.people.tests.make import make_user
from amends.tickets import actions as tickets
from amends.tickets.models import Priority
from amends.tickets.tests.make import make_queue, make_tag, make_ticket, status

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BY = Actor.system("test")
ORDER = ("tickets_ticket", "activities_activity", "people_user")
_LOCKING = re.compile(r"FOR (?:NO KEY )?UPDATE|FOR (?:KEY )?SHARE")
_TABLE = re.compile(r'FROM "?(\w+)"?')


def locked(deed: Callable[[], object]) -> list[str]:
    """The tables of ORDER whose rows `deed` locked, as often and in the order in which it did."""
    found = []
    for statement in queries_of(deed):
        tables = [name for name in _TABLE.findall(statement) if name in ORDER]
        if tables and (_LOCKING.search(statement) or statement.startswith("UPDATE")):
            found.append(tables[0])
    return found


def deeds() -> dict[str, Callable[[], object]]:
    person, other = make_user(), make_user()
    ticket, more = make_ticket(agent=other), make_ticket()
    activity, another = make_activity(ticket=ticket), make_activity(ticket=more)
    queue, tag = make_queue("east"), make_tag("vip")
    both = [activity.pk, another.pk]
    return {
        "create_activity": lambda: activities.create_activity(ticket, name="Call", assignee=person, by=BY),
        "create_activity_on_many": lambda: activities.create_activity_on_many(
            [ticket.pk, more.pk], name="Call", assignee=lambda one: person.pk, by=BY
        ),
        "edit_activity": lambda: activities.edit_activity(activity, assignee=person, by=BY),
        "edit_many": lambda: activities.edit_many(both, assignee=other, by=BY),
        "complete_activity": lambda: activities.complete_activity(activity, by=Actor.person(person)),
        "reopen_activity": lambda: activities.reopen_activity(activity, by=BY),
        "expire_due": lambda: activities.expire_due(by=Actor.clock(), now=timezone.now()),
        "assign_agent": lambda: tickets.assign_agent(ticket, agent=person, by=BY),
        "change_status": lambda: tickets.change_status(ticket, to=status("waiting_return"), by=BY),
        "change_priority": lambda: tickets.change_priority(ticket, to=Priority.HIGH, by=BY),
        "change_queue": lambda: tickets.change_queue(ticket, to=queue, by=BY),
        "add_tag": lambda: tickets.add_tag(ticket, tag=tag, by=BY),
        "create_ticket": lambda: make_ticket(agent=person),
    }


def test_every_deed_on_more_than_one_of_these_tables_locks_them_in_the_one_order():
    taken = {name: locked(deed) for name, deed in deeds().items()}
    crosswise = {
        name: tables
        for name, tables in taken.items()
        if [*map(ORDER.index, tables)] != sorted(map(ORDER.index, tables))
    }
    assert crosswise == {}
    assert taken["create_activity"] == ["tickets_ticket", "people_user"], "this test sees locks at all"
    assert taken["edit_activity"] == ["activities_activity", "people_user"]


def test_whoever_must_lock_crosswise_begins_again_after_a_deadlock():
    """Deactivating looks once more for work when it holds the person: what came meanwhile must not be left behind."""
    person = make_user()
    ticket = make_ticket(agent=person)
    make_activity(ticket=ticket, assignee=person)
    tables = locked(lambda: deactivation.deactivate_user(person, successor=None, by=BY))
    assert list(dict.fromkeys(tables)) == ["tickets_ticket", "activities_activity", "people_user"]
    assert deactivation.deactivate_user.__wrapped__  # type: ignore[attr-defined] # once_more_after_deadlock
