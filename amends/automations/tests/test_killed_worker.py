"""kill -9 of the worker between any two statements: the rule acts exactly once on each ticket of a batch (R19, R20)."""

import pytest

from amends.activities.models import Activity
from amends.automations.models import Due, Run
from amends.automations.tests.make import BY, CHECK_DELIVERY, add_tag, make_rule
from amends.journal.queries import events_of
from amends.journal.testing import settle
from amends.journal.tests.killing import bury_dead_workers, killer
from amends.tickets import actions
from amends.tickets.tests.make import make_tag, make_ticket, status

MOST_STEPS = 150
"""Far more than the relay and the run have; reaching it means that they never come to an end."""


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.req("R19", "R20")
@pytest.mark.django_db(transaction=True)
def test_killed_between_any_two_statements_the_rule_still_acts_exactly_once():
    make_tag("parcel")
    make_rule(steps=[CHECK_DELIVERY, add_tag("parcel")])
    settle()
    with killer() as worker:
        for step in range(1, MOST_STEPS):
            tickets = [make_ticket(), make_ticket()]
            actions.change_status_of_many([ticket.pk for ticket in tickets], to=status("waiting_return"), by=BY)
            killed = worker.work_until(step)
            bury_dead_workers()
            settle()
            for ticket in tickets:
                assert Activity.objects.filter(ticket=ticket).count() == 1, f"killed before step {step}"
                assert Run.objects.filter(subject_kind="ticket", subject_id=ticket.pk, state="done").count() == 1
                assert events_of(("ticket", ticket.pk), kinds=["ticket.tag_added"]).count() == 1
            assert not Due.objects.exists()
            if not killed:
                break
    assert not killed
    assert step > 25, "the relay and a run take more steps than that: the killing did not work"
