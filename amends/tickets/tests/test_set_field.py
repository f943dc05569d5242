"""Fields that can be changed: by the step that rules and bulk use, whichever the field."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.deadlines import end_of_day
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_category, make_queue, make_ticket
from amends.vocabulary import Asker, Condition, Invalid, Tree, compile_tree, field_of, parse_steps
from amends.vocabulary.fields import vocabulary_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BY = Actor.system("test")


def step(field: str, value: Any = None) -> Any:
    return parse_steps([{"step": "set_field", "field": field, "value": value}], "ticket")[0]


def values() -> dict[str, Any]:
    """Of each field, another value than make_ticket gives."""
    return {
        "status": "warranty_claim.assessing",
        "agent": str(make_user().pk),
        "queue": make_queue("east").code,
        "category": make_category("transport").code,
        "priority": "urgent",
        "due": "2031-05-06",
    }


@pytest.mark.parametrize("code", [field.code for field in vocabulary_of("ticket").declared.values() if field.change])
def test_every_field_that_can_be_changed_is_set_found_told_and_set_back(code: str):
    ticket, other = make_ticket(), make_ticket()
    value = values().get(code, "another")
    deed = step(code, value)
    with recorded() as events:
        outcome = deed.run(ticket, BY)
    assert outcome.is_done
    assert len(events) >= 1
    assert events[0].subject_id("ticket") == ticket.pk
    field = field_of("ticket", code)
    assert field is not None
    asked = Condition(field=code, op="on" if field.type.code == "moment" else "is", value=[value])
    rows = Ticket.objects.filter(compile_tree(Tree.of(asked), "ticket", Asker.nobody()))
    assert ticket in rows
    assert other not in rows
    assert deed.run(ticket, BY).state == "skipped"
    back = deed.undo_many({ticket.pk: outcome.former}, BY)
    assert back[ticket.pk].is_done
    assert ticket not in Ticket.objects.filter(compile_tree(Tree.of(asked), "ticket", Asker.nobody()))


def test_a_value_that_has_changed_since_is_not_set_back():
    ticket = make_ticket(carrier="DPD")
    done = step("carrier", "PPL").run(ticket, BY)
    step("carrier", "GLS").run(ticket, BY)
    undone = step("carrier", "PPL").undo_many({ticket.pk: done.former}, BY)
    assert undone[ticket.pk].refusal is not None
    assert Ticket.objects.get(pk=ticket.pk).carrier == "GLS"


def test_nothing_empties_a_field_and_those_that_every_ticket_has_cannot_be_emptied():
    ticket = make_ticket(agent=make_user(), queue=make_queue("east"), carrier="DPD")
    for code in ("agent", "queue", "carrier"):
        assert step(code).run(ticket, BY).is_done
    ticket.refresh_from_db()
    assert (ticket.agent, ticket.queue, ticket.carrier) == (None, None, "")
    with pytest.raises(Invalid, match="can’t be empty"):
        step("priority")


def test_a_ticket_keeps_a_name_or_an_email_of_its_customer():
    ticket = make_ticket(customer_name="Jana Nováková", email="")
    outcome = step("customer").run(ticket, BY)
    assert "Enter the customer" in str(outcome.reason)
    assert Ticket.objects.get(pk=ticket.pk).customer_name == "Jana Nováková"


def test_a_day_is_its_end_and_may_be_counted_from_today():
    ticket = make_ticket()
    step("due", "today+7").run(ticket, BY)
    today = timezone.localtime(timezone.now(), timezone.get_default_timezone()).date()
    assert Ticket.objects.get(pk=ticket.pk).due_at == end_of_day(today + timedelta(days=7))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("nonsense", "x", "There is no field"),
        ("created", "2026-11-21", "can’t be changed"),
        ("due", "some day", "is not a day"),
        ("agent", "9" * 30, "there is no"),
        ("agent", "Petra", "there is no"),
        ("priority", "soon", "there is no"),
    ],
)
def test_what_cannot_be_set_is_said_at_the_step(field: str, value: str, said: str):
    with pytest.raises(Invalid, match=said) as refused:
        step(field, value)
    assert refused.value.problems[0].path == (0, "value")


def test_a_value_that_is_gone_is_a_missing_reference():
    assert step("queue", "gone").references() == [("value", "queue", "gone")]


def test_it_says_what_it_does():
    assert step("priority", "high").sentence() == "set Priority to High"
    assert step("due", "today+7").sentence() == "set Deadline to in 7 days"
    assert step("carrier").sentence() == "empty Carrier"
