"""Categories: a tree of what tickets are about."""

import pytest

from amends.configured.actions import change_configured, make_configured, retire_configured
from amends.configured.refusals import SettingRefused, StillUsed
from amends.executions.actions import begin_execution, undo_execution
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.refusals import Refused
from amends.tickets.actions import change_category
from amends.tickets.models import Category, Ticket
from amends.tickets.steps import ChangeCategory
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import Broken, understood
from amends.vocabulary.askers import Asker

pytestmark = pytest.mark.django_db

CLOCK = Actor.clock()


def make_category(name: str, parent: Category | None = None) -> Category:
    return make_configured(Category, {"names": {"en": name}, "parent": parent}, by=CLOCK)


def asked(op: str, code: str) -> list[Ticket]:
    """By the database and, to the same answer, by looking at each ticket as rules do."""
    tree = {"version": 1, "all": [{"field": "category", "op": op, "value": [code]}]}
    condition = understood(tree, "ticket", at_hand=True)
    assert not isinstance(condition, Broken)
    found = list(Ticket.objects.filter(condition.q(Asker.nobody())).order_by("pk"))
    assert found == [one for one in Ticket.objects.order_by("pk") if condition.holds(one, Asker.nobody())]
    return found


def test_asking_for_a_category_finds_what_is_inside_it() -> None:
    transport = make_category("Transport")
    damaged = make_category("Damaged", transport)
    box, other, none = make_ticket(category=damaged), make_ticket(category=make_category("Advice")), make_ticket()
    assert asked("is", "transport") == [box]
    assert asked("is", "damaged") == [box]
    assert asked("is_not", "transport") == [other, none]


def test_a_ticket_gets_a_category_and_loses_it_once() -> None:
    category, ticket = make_category("Transport"), make_ticket()
    with recorded() as events:
        change_category(ticket, to=category, by=CLOCK)
        change_category(ticket, to=category, by=CLOCK)
        change_category(ticket, to=None, by=CLOCK)
    facts = [(event.kind, event.payload["old"], event.payload["new"]) for event in events]
    kind = "ticket.category_changed"
    assert facts == [(kind, None, "transport"), (kind, "transport", None)]


def test_many_get_a_category_and_it_is_taken_back() -> None:
    first, second = make_category("Transport"), make_category("Advice")
    tickets = [make_ticket(category=first), make_ticket()]
    rows = Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets])
    done = begin_execution([ChangeCategory(category="advice")], rows, subject="ticket", author=None, by=CLOCK)
    assert [ticket.category for ticket in rows.order_by("pk")] == [second, second]
    undo_execution(done, author=None, by=CLOCK)
    assert [ticket.category for ticket in rows.order_by("pk")] == [first, None]


def test_a_category_is_not_inside_itself_nor_too_deep() -> None:
    a = make_category("A")
    d = make_category("D", make_category("C", b := make_category("B", a)))
    for row, parent in ((a, a), (a, d), (b, d)):
        with pytest.raises(SettingRefused) as refused:
            change_configured(row, {"parent": parent}, by=CLOCK)
        assert refused.value.field == "parent"
    with pytest.raises(SettingRefused):
        make_category("E", d)


def test_of_the_same_name_there_is_one_in_each_place() -> None:
    make_category("Damaged", make_category("Transport"))
    make_category("Damaged", make_category("Store"))
    with pytest.raises(SettingRefused):
        make_category("damaged", Category.objects.get(code="store"))


def test_open_tickets_of_a_retired_category_get_the_one_in_its_place() -> None:
    transport, advice = make_category("Transport"), make_category("Advice")
    ticket = make_ticket(category=transport)
    inner = make_category("Damaged", transport)
    with pytest.raises(StillUsed):
        retire_configured(transport, replacement=advice, by=CLOCK)
    retire_configured(inner, by=CLOCK)
    retire_configured(transport, replacement=advice, by=CLOCK)
    ticket.refresh_from_db()
    assert ticket.category == advice
    with pytest.raises(Refused):
        change_category(ticket, to=Category.objects.get(code="transport"), by=CLOCK)
