"""Duplicating and splitting through the door."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def mugs() -> Ticket:
    return make_ticket(description="Both broke", items=[ItemDraft(name="Mug", quantity=Decimal(3))])


def key_in(text: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text)
    assert found
    return found[1]


def test_what_is_taken_along_is_said_before_and_a_double_press_makes_one(client: Client, agent: User):
    ticket = mugs()
    address = reverse("tickets:duplicate", args=[ticket.number])
    text = client.get(address).content.decode()
    for said in ("3 × Mug", "Both broke", "Activities, the deadline"):
        assert said in text
    sent = {"takes": ["products"], "key": key_in(text)}
    first, second = client.post(address, sent), client.post(address, sent)
    assert first["Location"] == second["Location"]
    made = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (made.description, made.items.get().name) == ("", "Mug")
    assert (
        f'Made as a duplicate of <a href="{reverse("tickets:ticket", args=[ticket.number])}"'
        in client.get(first["Location"]).content.decode()
    )


def test_some_of_a_product_get_a_ticket_of_their_own(client: Client, agent: User):
    ticket = mugs()
    address, item = reverse("tickets:split", args=[ticket.number]), ticket.items.get()
    key = key_in(client.get(address).content.decode())
    client.post(address, {f"item-{item.pk}": "on", f"quantity-{item.pk}": "1", "key": key})
    made = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (ticket.items.get().quantity, made.items.get().quantity) == (2, 1)


@pytest.mark.parametrize("quantity", ["3", "4", "0", "-1", "many", "NaN", "1e99", ""])
def test_a_quantity_that_cant_be_is_refused_in_words_and_what_was_typed_stays(
    client: Client, agent: User, quantity: str
):
    ticket = mugs()
    address, item = reverse("tickets:split", args=[ticket.number]), ticket.items.get()
    response = client.post(address, {f"item-{item.pk}": "on", f"quantity-{item.pk}": quantity})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert f'name="item-{item.pk}" checked' in response.content.decode()
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("name", ["duplicate", "split", "links"])
def test_a_limited_agent_copies_nothing_out_of_sight(client: Client, name: str):
    client.force_login(make_user(Role.LIMITED))
    hidden = make_ticket(queue=make_queue("elsewhere"), items=[ItemDraft(name="Mug")])
    address = reverse(f"tickets:{name}", args=[hidden.number])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in {404, 405}
    assert Ticket.objects.count() == 1
