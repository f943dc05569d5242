"""What can be asked of tickets: the database and Python give the same answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from amends.orders.tests.make import make_order
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.choosers import QueueChooser, StatusChooser
from amends.tickets.models import Priority, Source, Ticket
from amends.tickets.tests.make import give_queue, make_category, make_queue, make_tag, make_ticket, returns
from amends.vocabulary import Asker, compile_tree, fields_of, holds, read_tree

pytestmark = pytest.mark.django_db

CONDITIONS: list[tuple[str, str, Any]] = [
    ("status", "is", ["warranty_claim.new", "return.new"]),
    ("status", "is_not", ["warranty_claim.new"]),
    ("turn", "is", ["ours"]),
    ("type", "is", ["return"]),
    ("agent", "is", ["me"]),
    ("agent", "is_not", ["me"]),
    ("agent", "is_empty", None),
    ("queue", "is", ["east"]),
    ("queue", "is_empty", None),
    ("category", "is", ["transport"]),
    ("category", "is_not", ["transport"]),
    ("priority", "is", ["high", "urgent"]),
    ("tags", "has_any", ["vip"]),
    ("tags", "has_none", ["vip"]),
    ("source", "is", ["phone"]),
    ("subject", "contains", "svetlo"),
    ("customer", "starts_with", "žof"),
    ("country", "is", "CZ"),
    ("carrier", "contains", "zasil"),
    ("order_code", "is_empty", None),
    ("ordered_on", "is_filled", None),
    ("due", "is_empty", None),
    ("created", "older_than_hours", 24),
    ("closed", "is_filled", None),
    ("waiting", "is_filled", None),
    ("last_customer_reply", "older_than_hours", 1),
]


@pytest.fixture
def tickets() -> tuple[User, list[Ticket]]:
    me, vip = make_user(), make_tag("vip")
    make_ticket(agent=me, queue=make_queue("east"), tags=[vip], priority=Priority.HIGH, country="CZ")
    damaged = make_category("damaged", parent=make_category("transport"))
    make_ticket(category=damaged, type=returns(), subject="Světlo nesvítí", source=Source.PHONE, carrier="Zásilkovna")
    make_ticket(agent=make_user(), customer_name="Žofie", due_at=datetime(2030, 1, 1, tzinfo=UTC))
    make_ticket(order=make_order(), ordered_on=datetime(2026, 1, 1, tzinfo=UTC).date(), status="closed")
    make_ticket(at=timezone.now() - timedelta(days=3), status="waiting_return")
    Ticket.objects.filter(carrier="").update(queue=None)
    return me, list(Ticket.objects.select_related("status", "type", "queue", "category"))


@pytest.mark.req("R26", "R130", "R131", "R133", "R135", "R136", "R137")
@pytest.mark.parametrize(("field", "operator", "value"), CONDITIONS)
def test_sql_and_python_agree(tickets: tuple[User, list[Ticket]], field: str, operator: str, value: Any):
    me, rows = tickets
    condition = {"field": field, "op": operator} | ({} if value is None else {"value": value})
    tree, asker = read_tree({"version": 1, "all": [condition]}), Asker.of(me)
    found = set(Ticket.objects.filter(compile_tree(tree, "ticket", asker)))
    assert found == {ticket for ticket in rows if holds(tree, ticket, asker, subject="ticket")}


def test_every_field_is_asked_in_some_condition_above_or_reads_a_plain_text():
    asked = {field for field, _operator, _value in CONDITIONS}
    left = {field.code for field in fields_of("ticket")} - asked
    assert left <= {"number", "email", "phone", "language", "currency", "last_agent_reply"}


def test_statuses_say_which_type_they_are_of():
    assert StatusChooser().labels(["return.new"]) == {"return.new": "New (Return)"}
    assert StatusChooser().missing(["return.new", "gone"]) == {"gone"}
    make_ticket()
    assert [option.value for option in StatusChooser().options("goods rec", None)] == [
        "warranty_claim.goods_received",
        "return.goods_received",
    ]


def test_a_limited_agent_is_offered_only_the_queues_given():
    user = make_user(Role.LIMITED)
    make_queue("west")
    give_queue(user, make_queue("east"))
    assert [option.value for option in QueueChooser().options("", user)] == ["east"]
