"""Merging and taking apart through the door."""

import pytest
from django.test import Client
from django.urls import reverse

from amends.activities.tests.make import make_activity
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Ticket
from amends.tickets.tests.make import give_queue, make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def merge(client: Client, ticket: Ticket, into: Ticket, **more: object):
    address = reverse("tickets:merge", args=[ticket.number])
    return client.post(address, {"into": into.number, **more}, follow=True)


def test_what_comes_together_is_said_before_and_the_number_leads_on(client: Client, agent: User):
    ticket = make_ticket(phone="123", items=[ItemDraft(name="Mug")], subject="Zebrafish", email="jana@x.cz")
    into = make_ticket(email="jana@x.cz")
    make_activity(ticket=ticket, name="Call")
    address = reverse("tickets:merge", args=[into.number])
    assert "Zebrafish" in client.get(address).content.decode()
    said = client.get(reverse("tickets:merge", args=[ticket.number]), {"into": into.number}).content.decode()
    for words in ("1 × Mug", "Phone: 123", "<dt>Activities</dt><dd>1</dd>", "instead of"):
        assert words in said
    text = merge(client, ticket, into, product=ticket.items.get().pk, field="phone").content.decode()
    for words in (f"{ticket.number} merged into {into.number}", "Mug", "123", "Call", "Zebrafish"):
        assert words in text
    old = reverse("tickets:ticket", args=[ticket.number])
    assert client.get(old)["Location"] == reverse("tickets:ticket", args=[into.number])
    late = client.post(reverse("tickets:priority", args=[ticket.number]), {"priority": "high"}, follow=True)
    assert "Nothing was changed" in late.content.decode()
    found = client.get(reverse("tickets:list"), {"q": ticket.number, "scope": "everyone"}).content.decode()
    assert into.number in found


def test_undo_makes_two_tickets_of_them_again(client: Client, agent: User):
    ticket, into = make_ticket(), make_ticket()
    merge(client, ticket, into)
    text = client.post(reverse("tickets:separation", args=[ticket.number]) + "?undo", follow=True).content.decode()
    assert "are two tickets again" in text
    assert client.get(reverse("tickets:ticket", args=[ticket.number])).status_code == 200
    assert client.post(reverse("tickets:separation", args=[ticket.number])).status_code == 404


def test_what_cant_be_merged_is_refused_in_words(client: Client, agent: User):
    ticket = make_ticket()
    response = merge(client, ticket, ticket)
    assert response.status_code == 409
    assert "can’t be merged into itself" in response.content.decode()


def test_a_limited_agent_merges_only_what_they_see(client: Client):
    limited, theirs = make_user(Role.LIMITED), make_queue("theirs")
    give_queue(limited, theirs)
    seen, hidden = make_ticket(queue=theirs), make_ticket(queue=make_queue("elsewhere"))
    client.force_login(limited)
    for ticket, into in ((seen, hidden), (hidden, seen)):
        assert merge(client, ticket, into).status_code == 404
    assert Ticket.objects.count() == 2
