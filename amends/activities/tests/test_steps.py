"""What rules do with activities."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amends.activities.models import Activity
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.tests.make import make_user
from amends.tickets.actions import change_priority
from amends.tickets.models import Priority, Ticket
from amends.tickets.tests.make import make_actor, make_ticket
from amends.vocabulary import Outcome, parse_steps

pytestmark = pytest.mark.django_db


def run(ticket: Ticket, by: Actor | None = None, **step: Any) -> Outcome:
    (parsed,) = parse_steps([step], "ticket")
    return parsed.run(ticket, by or make_actor())


@pytest.mark.req("R19", "R27", "R28", "Q18")
def test_a_rule_makes_an_activity_for_the_agent_due_in_days():
    agent = make_user()
    ticket = make_ticket(agent=agent)
    with recorded() as events:
        run(ticket, step="create_activity", name="Check shipment delivery", due={"days": 7}, assignee="agent")
    activity = Activity.objects.get()
    assert (activity.name, activity.assignee, activity.all_day) == ("Check shipment delivery", agent, True)
    assert activity.due_on == timezone.localdate() + timedelta(days=7)
    assert [event.kind for event in events] == ["activity.created"]


@pytest.mark.req("R28", "Q18")
def test_the_assignee_may_be_fixed_or_whoever_caused_it_or_nobody():
    person = make_user()
    ticket = make_ticket(agent=make_user())
    with recorded() as events:
        change_priority(ticket, to=Priority.HIGH, by=Actor.person(person))
    by = make_actor().because(events[0])
    run(ticket, step="create_activity", name="fixed", assignee="user", user=person.pk)
    run(ticket, by, step="create_activity", name="causer", assignee="causer")
    run(ticket, by, step="create_activity", name="nobody")
    assert dict(Activity.objects.values_list("name", "assignee")) == {
        "fixed": person.pk,
        "causer": person.pk,
        "nobody": None,
    }


def test_the_step_reads_as_a_sentence():
    step = {"step": "create_activity", "name": "Call", "due": {"hours": 2}, "assignee": "agent"}
    (parsed,) = parse_steps([step], "ticket")
    assert parsed.sentence() == "create the activity Call, due in 2 hours, assigned to the ticket’s agent"
