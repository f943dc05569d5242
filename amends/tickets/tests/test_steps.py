"""What rules do with tickets, through the steps they are written with."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.steps import MOST_OTHERS
from amends.tickets.tests.make import make_actor, make_queue, make_tag, make_ticket
from amends.vocabulary import Outcome, missing_references, parse_steps
from amends.vocabulary.problems import Invalid

pytestmark = pytest.mark.django_db


def run(ticket: Ticket, **step: Any) -> Outcome:
    (parsed,) = parse_steps([step], "ticket")
    return parsed.run(ticket, make_actor())


def test_a_rule_moves_a_ticket_along_its_workflow():
    ticket = make_ticket()
    assert run(ticket, step="change_status", status="warranty_claim.waiting_return").state == "done"
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.waiting_return"


@pytest.mark.req("Q8")
def test_what_the_workflow_refuses_is_skipped_with_the_reason():
    outcome = run(make_ticket(), step="change_status", status="warranty_claim.closed")
    assert (outcome.state, outcome.reason) == (
        "skipped",
        "Closed needs a decision first: approve or reject the claim.",
    )


def test_a_rule_assigns_tags_moves_and_dates_a_ticket():
    ticket, agent = make_ticket(), make_user()
    make_tag("vip")
    east = make_queue("east")
    run(ticket, step="assign_agent", agent=agent.pk)
    run(ticket, step="add_tag", tag="vip")
    run(ticket, step="change_priority", priority="high")
    run(ticket, step="change_queue", queue="east")
    run(ticket, step="set_deadline", days=30)
    ticket.refresh_from_db()
    assert (ticket.agent, ticket.priority, ticket.queue) == (agent, "high", east)
    assert ticket.due_at
    assert timedelta(days=29) < ticket.due_at - timezone.now() <= timedelta(days=31)
    run(ticket, step="remove_tag", tag="vip")
    assert not ticket.tags.exists()


def test_a_step_that_names_something_gone_is_skipped_and_known_as_broken():
    steps = parse_steps([{"step": "add_tag", "tag": "gone"}, {"step": "assign_agent", "agent": 999999}], "ticket")
    assert [missing.value for missing in missing_references(steps)] == ["gone", "999999"]
    assert run(make_ticket(), step="add_tag", tag="gone").state == "skipped"


def test_nobody_who_has_left_is_given_work_by_a_rule():
    gone = make_user(is_active=False)
    assert run(make_ticket(), step="assign_agent", agent=gone.pk).state == "skipped"
    assert missing_references(parse_steps([{"step": "assign_agent", "agent": gone.pk}], "ticket"))


def test_steps_read_as_sentences():
    steps = parse_steps(
        [{"step": "change_status", "status": "warranty_claim.closed"}, {"step": "set_deadline", "days": 30}], "ticket"
    )
    assert [step.sentence() for step in steps] == [
        "change the status to Closed (Warranty Claim)",
        "set the deadline in 30 days",
    ]


@pytest.mark.parametrize("others", [[f"return.{n}" for n in range(MOST_OTHERS + 1)], ["return.new", "return.new"]])
def test_too_many_other_statuses_or_one_twice_are_refused(others: list[str]):
    with pytest.raises(Invalid):
        parse_steps([{"step": "change_status", "status": "warranty_claim.new", "others": others}], "ticket")
    assert parse_steps([{"step": "change_status", "status": "warranty_claim.new", "others": others[:1]}], "ticket")
