"""Agent, priority, queue, tags and deadline: the single and the bulk forms."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from amends.journal.testing import recorded
from amends.kit.outcomes import count_done
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets import actions
from amends.tickets.handover import HANDOVER
from amends.tickets.models import Priority, Ticket
from amends.tickets.tests.make import make_actor, make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db

Deed = tuple[Callable[[Ticket], Any], Callable[[list[int]], Any], str]


@pytest.fixture(params=["agent", "nobody", "priority", "queue", "tag", "untag"])
def deed(request: pytest.FixtureRequest) -> Deed:
    """A single form, its bulk form, and the kind of event both record."""
    by = make_actor()
    person, queue, tag = make_user(), make_queue("vip"), make_tag("vip")
    deeds: dict[str, Deed] = {
        "agent": (
            lambda one: actions.assign_agent(one, agent=person, by=by),
            lambda ids: actions.assign_agent_of_many(ids, agent=person, by=by),
            "ticket.agent_changed",
        ),
        "nobody": (
            lambda one: actions.assign_agent(one, agent=None, by=by),
            lambda ids: actions.assign_agent_of_many(ids, agent=None, by=by),
            "ticket.agent_changed",
        ),
        "priority": (
            lambda one: actions.change_priority(one, to=Priority.HIGH, by=by),
            lambda ids: actions.change_priority_of_many(ids, to=Priority.HIGH, by=by),
            "ticket.priority_changed",
        ),
        "queue": (
            lambda one: actions.change_queue(one, to=queue, by=by),
            lambda ids: actions.change_queue_of_many(ids, to=queue, by=by),
            "ticket.queue_changed",
        ),
        "tag": (
            lambda one: actions.add_tag(one, tag=tag, by=by),
            lambda ids: actions.add_tag_to_many(ids, tag=tag, by=by),
            "ticket.tag_added",
        ),
        "untag": (
            lambda one: actions.remove_tag(one, tag=tag, by=by),
            lambda ids: actions.remove_tag_from_many(ids, tag=tag, by=by),
            "ticket.tag_removed",
        ),
    }
    request.node.deed_values = {"agent": person, "queue": queue, "tag": tag, "other": make_user()}
    return deeds[request.param]


@pytest.fixture
def values(deed: Deed, request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.node.deed_values


def various(values: dict[str, Any], count: int = 1) -> list[Ticket]:
    """Tickets that already are so, and tickets that are not."""
    return [
        ticket
        for _number in range(count)
        for ticket in (
            make_ticket(),
            make_ticket(agent=values["agent"], queue=values["queue"], tags=[values["tag"]], priority=Priority.HIGH),
            make_ticket(agent=values["other"]),
        )
    ]


def state_of(ticket: Ticket) -> tuple[Any, ...]:
    ticket.refresh_from_db()
    return ticket.agent_id, ticket.priority, ticket.queue_id, [tag.code for tag in ticket.tags.all()]


def test_the_bulk_form_does_the_same_as_the_single_one(deed: Deed, values: dict[str, Any]):
    single, many, kind = deed
    singly, together = various(values), various(values)
    with recorded() as one_by_one:
        for ticket in singly:
            single(ticket)
    with recorded() as at_once:
        result = many([ticket.pk for ticket in together])
    assert [state_of(one) for one in singly] == [state_of(one) for one in together]
    assert [event.payload for event in one_by_one] == [event.payload for event in at_once]
    assert {event.kind for event in at_once} == {kind}
    assert len(result) == 3
    assert count_done(result) == len(at_once)


def test_a_second_time_changes_and_records_nothing(deed: Deed, values: dict[str, Any]):
    single, many, _kind = deed
    tickets = various(values)
    many([ticket.pk for ticket in tickets])
    with recorded() as events:
        assert not count_done(many([ticket.pk for ticket in tickets]))
        for ticket in tickets:
            single(ticket)
    assert not events


def test_the_bulk_form_needs_the_same_number_of_statements_for_any_number(deed: Deed, values: dict[str, Any]):
    _single, many, _kind = deed
    few, lots = various(values), various(values, 10)
    assert_same_budget(
        queries_of(lambda: many([ticket.pk for ticket in few])),
        queries_of(lambda: many([ticket.pk for ticket in lots])),
    )


def test_a_deadline_is_set_and_taken_off():
    ticket, due = make_ticket(), datetime(2030, 1, 2, tzinfo=UTC)
    with recorded() as events:
        actions.set_deadline(ticket, due_at=due, by=make_actor())
        actions.set_deadline(ticket, due_at=due, by=make_actor())
        actions.set_deadline(ticket, due_at=None, by=make_actor())
    assert [event.sentence for event in events] == ["Deadline set to 2 January 2030", "Deadline removed"]


def test_open_tickets_of_somebody_who_leaves_go_to_the_successor_and_closed_ones_stay():
    leaver, successor = make_user(), make_user(role=Role.MANAGER)
    mine, done = make_ticket(agent=leaver), make_ticket(agent=leaver, status="closed")
    assert HANDOVER.pass_on(leaver, successor, by=make_actor()).moved == 1
    mine.refresh_from_db()
    done.refresh_from_db()
    assert (mine.agent, done.agent) == (successor, leaver)
