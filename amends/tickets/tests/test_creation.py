"""Making tickets (R41-R73)."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import File as Upload

from amends.contacts.models import Contact
from amends.files.actions import store_file
from amends.journal.testing import recorded
from amends.orders.tests.make import make_order
from amends.outbox.models import Letter
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import AgentRefused, ItemDraft, TicketRefused, create_ticket
from amends.tickets.models import Ticket
from amends.tickets.numbering import next_number
from amends.tickets.queries import claimed_items, find_tickets, open_ticket_counts
from amends.tickets.tests.make import claim, make_actor, make_tag, make_ticket, returns

pytestmark = pytest.mark.django_db


@pytest.mark.req("R50", "R55", "R73")
def test_a_new_ticket_has_the_initial_status_and_the_queue_of_its_type():
    ticket = create_ticket(type=returns(), customer_name="Jana Nováková", by=make_actor())
    assert (ticket.status.code, ticket.queue) == ("return.new", returns().queue)
    assert ticket.queue
    assert ticket.waiting_since == ticket.created_at


@pytest.mark.req("R51", "R52", "R54")
def test_two_types_come_with_amends_each_with_a_workflow_of_its_own():
    kinds = {one.code: {status.code for status in one.statuses.all()} for one in (claim(), returns())}
    assert set(kinds) == {"warranty_claim", "return"}
    assert not kinds["warranty_claim"] & kinds["return"]
    assert claim().is_built_in
    assert claim().transitions.exists()


def test_the_number_has_the_prefix_of_the_type_the_year_and_five_digits():
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert make_ticket(at=at).number == "C26-00001"
    assert next_number(claim(), at) == "C26-00002"
    assert make_ticket(at=at, type=returns()).number == "R26-00001"
    assert make_ticket(at=datetime(2027, 6, 1, tzinfo=UTC)).number == "C27-00001"


def test_the_year_turns_at_midnight_in_the_time_zone_of_the_installation():
    assert make_ticket(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).number.startswith("C27-")


@pytest.mark.req("Q23")
def test_name_or_email_is_required():
    with pytest.raises(TicketRefused) as refusal:
        create_ticket(type=claim(), phone="+420777123456", by=make_actor())
    assert refusal.value.field == "customer_name"
    assert create_ticket(type=claim(), email="jana@example.cz", by=make_actor()).customer == "jana@example.cz"


def test_the_customer_becomes_a_contact_once():
    first = create_ticket(type=claim(), customer_name="Jana", email="Jana@example.cz", by=make_actor())
    second = create_ticket(type=claim(), customer_name="Jana", email="jana@example.cz", by=make_actor())
    assert first.contact == second.contact
    assert Contact.objects.count() == 1


@pytest.mark.req("R57", "R60", "R61", "R62", "R63")
def test_products_keep_what_the_order_said_when_the_ticket_was_made():
    order = make_order(items=2)
    item = order.items.all()[0]
    ticket = make_ticket(
        order=order,
        items=[
            ItemDraft(name=item.name, code=item.code, ordered=item.quantity, unit_price=item.unit_price, reason="Leaks")
        ],
    )
    order.items.all().delete()
    kept = ticket.items.get()
    assert (kept.name, kept.quantity, kept.reason) == (item.name, 1, "Leaks")
    assert ticket.order_code == order.code


@pytest.mark.req("R62", "Q25")
@pytest.mark.parametrize("quantity", ["0", "-1", "3"])
def test_the_quantity_is_from_one_to_what_was_ordered(quantity: str):
    draft = ItemDraft(name="Helmet", quantity=Decimal(quantity), ordered=Decimal(2))
    with pytest.raises(TicketRefused) as refusal:
        make_ticket(items=[draft])
    assert refusal.value.field == "items"
    assert not Ticket.objects.exists()


@pytest.mark.req("Q24")
def test_a_product_without_an_order_is_taken_in_any_quantity():
    assert make_ticket(items=[ItemDraft(name="Tent", quantity=Decimal(12))]).items.get().quantity == 12


@pytest.mark.req("Q25")
def test_products_on_open_tickets_of_an_order_are_known_and_closed_tickets_do_not_count():
    order = make_order(items=1)
    opened = make_ticket(order=order, items=[ItemDraft(name="Product 1", code="P-1")])
    make_ticket(order=order, items=[ItemDraft(name="Product 1", code="P-1")], status="closed")
    agent = make_user()
    assert [item.ticket for item in claimed_items(agent, order)] == [opened]
    assert open_ticket_counts(agent, [order.pk]) == {order.pk: 1}


@pytest.mark.req("Q25")
def test_a_limited_agent_is_not_told_of_tickets_they_may_not_see():
    order = make_order(items=1)
    make_ticket(order=order, items=[ItemDraft(name="Product 1", code="P-1")])
    outsider = make_user(role=Role.LIMITED)
    assert claimed_items(outsider, order) == []
    assert open_ticket_counts(outsider, [order.pk]) == {}


@pytest.mark.req("R68", "R69")
def test_files_hang_on_the_ticket():
    file = store_file(Upload(BytesIO(b"\xff\xd8\xff\xe0photo"), name="photo.jpg"), by=make_actor())
    assert [kept.file for kept in make_ticket(files=[file]).ticket_files.all()] == [file]


@pytest.mark.req("R70", "Q28")
def test_the_customer_is_written_to_in_the_language_of_the_ticket_only_when_asked():
    make_ticket()
    assert not Letter.objects.exists()
    ticket = make_ticket(email="jana@example.cz", language="en", notify_customer=True)
    letter = Letter.objects.get()
    assert (letter.to, letter.ticket_id, letter.language) == ("jana@example.cz", ticket.pk, "en")
    assert ticket.number in letter.subject


@pytest.mark.req("R70")
def test_who_has_no_address_cannot_be_notified_and_nothing_is_made():
    with pytest.raises(TicketRefused) as refusal:
        make_ticket(email="", notify_customer=True)
    assert refusal.value.field == "email"
    assert not Ticket.objects.exists()


@pytest.mark.req("R71")
def test_it_can_be_given_to_an_agent_at_once_but_not_to_one_who_has_left():
    agent = make_user()
    assert make_ticket(agent=agent).agent == agent
    with pytest.raises(AgentRefused):
        make_ticket(agent=make_user(is_active=False))


def test_the_same_submission_twice_makes_one_ticket():
    key = uuid.uuid4()
    first, second = make_ticket(key=key), make_ticket(key=key)
    assert first == second
    assert Ticket.objects.count() == 1


def test_the_journal_tells_of_the_ticket_once_and_the_customer_is_named_by_number_only():
    order = make_order()
    with recorded() as events:
        ticket = make_ticket(order=order, tags=[make_tag("vip")])
    created = [event for event in events if event.kind == "ticket.created"]
    assert [event.about for event in created] == [
        {"ticket": ticket.pk, "contact": ticket.contact_id, "order": order.pk}
    ]
    assert ticket.customer_name not in str(created[0].payload)
    assert [tag.code for tag in ticket.tags.all()] == ["vip"]


def test_tickets_are_found_by_any_part_without_accents():
    ticket = make_ticket(customer_name="Žofie Dvořáková", subject="Světlo nesvítí", order_code="2609 118342")
    user = make_user()
    for text in ("dvorak", "SVETLO", ticket.number[1:], "2609118", ticket.email[3:9]):
        assert find_tickets(user, text) == [ticket]
    assert find_tickets(user, "dv") == []
