"""Deleting and restoring through the door."""

import pytest
from django.test import Client
from django.urls import reverse

from amends.activities.tests.make import make_activity
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client):
    user = make_user(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def test_what_goes_is_said_before_and_a_reason_is_asked_for(client: Client, administrator):
    ticket = make_ticket(subject="Zebrafish")
    make_activity(ticket=ticket)
    address = reverse("tickets:deletion", args=[ticket.number])
    assert "1 activity on it" in client.get(address).content.decode()
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why it is deleted." in refused.content.decode()
    response = client.post(address, {"reason": "Made by mistake"}, follow=True)
    assert response.redirect_chain[0][0] == reverse("tickets:list")
    assert f"{ticket.number} deleted" in response.content.decode()
    assert client.get(reverse("tickets:ticket", args=[ticket.number])).status_code == 404
    listed = client.get(reverse("tickets:trash")).content.decode()
    for said in ("Zebrafish", "Made by mistake", administrator.name):
        assert said in listed


def test_undo_and_the_list_of_deleted_tickets_bring_it_back(client: Client, administrator):
    ticket = make_ticket()
    restoration = reverse("tickets:restoration", args=[ticket.number])
    for address in (f"{restoration}?undo", restoration):
        client.post(reverse("tickets:deletion", args=[ticket.number]), {"reason": "Made by mistake"})
        assert client.post(address)["Location"] == reverse("tickets:ticket", args=[ticket.number])
        text = client.get(reverse("tickets:ticket", args=[ticket.number])).content.decode()
        assert "Taken back: Ticket restored" in text
    assert client.post(restoration).status_code == 404, "it is not deleted any more"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_others_than_administrators_neither_delete_nor_restore_nor_see_the_list(client: Client, role: Role):
    ticket = make_ticket()
    client.force_login(make_user(role))
    for name, args in (("deletion", [ticket.number]), ("restoration", [ticket.number]), ("trash", [])):
        assert client.post(reverse(f"tickets:{name}", args=args)).status_code in {403, 405}
        assert client.get(reverse(f"tickets:{name}", args=args)).status_code in {403, 405}
    assert Ticket.objects.count() == 1
    assert "Deleted tickets" not in client.get(reverse("tickets:list")).content.decode()
