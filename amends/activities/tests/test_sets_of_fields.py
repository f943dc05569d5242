"""Any field that can be set is set, and taken back, alike for one ticket and for many that differ in it."""

from datetime import timedelta
from typing import Any

import pytest

from amends.activities.tests.test_sets import GONE, NOW, author, clock_at, events_by_row, told
from amends.journal.actors import Authors
from amends.journal.testing import recorded
from amends.people.tests.make import make_user
from amends.tickets.models import Category, Queue, Ticket
from amends.tickets.tests.make import make_actor, make_category, make_queue, make_ticket
from amends.vocabulary import parse_steps
from amends.vocabulary.changing import changeable_fields

pytestmark = pytest.mark.django_db

VALUES: dict[str, list[str | None]] = {
    "customer": [None, "Jana", "Eva"],
    "email": [None, "eva@example.org"],
    "phone": [None, "777", "778"],
    "subject": [None, "Hats"],
    "carrier": [None, "DPD", "PPL"],
    "order_code": [None, "A-1"],
    "queue": [None, "east"],
    "category": [None, "transport"],
    "due": [None, "2026-11-26"],
    "status": ["warranty_claim.waiting_return"],
    "priority": ["high"],
}
DETAILS = ("customer_name", "email", "phone", "subject", "carrier", "order_code")
EACH = [(field, value) for field, values in VALUES.items() for value in values]


def test_every_field_that_can_be_set_is_tried() -> None:
    assert {field.code for field in changeable_fields("ticket")} == {*VALUES, "agent"}


def world() -> list[Ticket]:
    """Seven that differ in everything."""
    rows = []
    for number in range(7):
        ticket = make_ticket(
            status=["new", "assessing", "waiting_return"][number % 3],
            priority=["low", "normal", "high", "urgent"][number % 4],
            due_at=NOW + timedelta(days=number) if number % 2 else None,
        )
        queue = Queue.objects.filter(code=["east", "west", ""][number % 3]).first()
        details = {
            "customer_name": ["", "Jana", "Jan"][number % 3] if number % 4 else "Old",
            "email": f"customer{number}@example.org" if number % 4 else "",
            "phone": ["777", "", "778"][number % 3],
            "subject": f"Subject {number}",
            "carrier": ["DPD", "", "PPL"][number % 3],
            "order_code": f"A-{number}",
        }
        category = Category.objects.filter(code="transport").first() if number % 2 else None
        Ticket.objects.filter(pk=ticket.pk).update(category=category)
        Ticket.objects.filter(pk=ticket.pk).update(queue=queue, waiting_since=NOW, updated_at=NOW, **details)
        rows.append(ticket)
    return rows


def state(ticket: Ticket) -> dict[str, Any]:
    names = (
        "status__code",
        "queue__code",
        "category__code",
        "priority",
        "due_at",
        "closed_at",
        "waiting_since",
        "updated_at",
    )
    found: dict[str, Any] = Ticket.objects.filter(pk=ticket.pk).values(*names, *DETAILS)[0]
    return found


@pytest.mark.parametrize(("field", "value"), EACH)
def test_a_field_is_set_and_taken_back_alike_for_one_and_for_many_each_by_its_author(field: str, value: str | None):
    for code in ("east", "west"):
        make_queue(code)
    make_category("transport")
    person = make_user()
    (step,) = parse_steps([{"step": "set_field", "field": field, "value": value}], "ticket")
    singly, together = world(), world()
    each = [author(number, person) for number in range(len(singly))]
    by = Authors({row.pk: actor for row, actor in zip(together, each, strict=True)} | {GONE: make_actor()})
    with clock_at(NOW + timedelta(minutes=1)):
        with recorded() as one_by_one:
            expected = [step.run(row.pk, actor) for row, actor in zip(singly, each, strict=True)]
        with recorded() as at_once:
            outcomes = step.run_many([*(row.pk for row in reversed(together)), GONE], by)
    assert [told(outcome) for outcome in expected] == [told(outcomes[row.pk]) for row in together]
    assert any(outcome.is_done for outcome in expected)
    assert list(map(state, singly)) == list(map(state, together))
    assert events_by_row(one_by_one, singly, "ticket") == events_by_row(at_once, together, "ticket")

    undoers = [author(number + 1, person) for number in range(len(singly))]
    by = Authors({row.pk: actor for row, actor in zip(together, undoers, strict=True)})
    with clock_at(NOW + timedelta(minutes=2)):
        with recorded() as one_by_one:
            for row, actor, outcome in zip(singly, undoers, expected, strict=True):
                if outcome.is_done:
                    step.undo_many({row.pk: outcome.former}, actor)
        with recorded() as at_once:
            done = {row.pk: outcomes[row.pk].former for row in together if outcomes[row.pk].is_done}
            step.undo_many(done, by)
    assert list(map(state, singly)) == list(map(state, together))
    assert events_by_row(one_by_one, singly, "ticket") == events_by_row(at_once, together, "ticket")


def test_the_history_of_each_of_many_tells_what_was_there_before() -> None:
    tickets = [make_ticket(customer_name=f"Customer {number}") for number in range(7)]
    (step,) = parse_steps([{"step": "set_field", "field": "customer", "value": "Eva"}], "ticket")
    with recorded() as events:
        step.run_many([ticket.pk for ticket in tickets], make_actor())
    assert [event.payload["old"] for event in events] == [f"Customer {number}" for number in range(7)]
