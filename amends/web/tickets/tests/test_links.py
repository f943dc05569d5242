"""Linking tickets through the door."""

import pytest
from django.test import Client
from django.urls import reverse

from amends.journal.models import Event
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket, TicketLink
from amends.tickets.tests.make import give_queue, make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"tickets:{name}", args=args), query).content.decode()


def test_a_ticket_is_chosen_and_both_pages_show_the_link(client: Client, agent: User):
    one, two = make_ticket(email="jana@example.cz"), make_ticket(email="jana@example.cz", subject="Zebrafish")
    offered = page_of(client, "links", one.number)
    assert "Zebrafish" in offered
    response = client.post(reverse("tickets:link", args=[one.number, two.number]), follow=True)
    text = response.content.decode()
    assert f"Linked with {two.number}" in text
    assert reverse("tickets:link_removal", args=[one.number, two.number]) in text
    assert reverse("tickets:link_removal", args=[two.number, one.number]) in page_of(client, "ticket", two.number)
    assert "Zebrafish" not in page_of(client, "links", one.number)


def test_undo_takes_the_link_back_and_says_so_in_the_journal(client: Client, agent: User):
    one, two = make_ticket(), make_ticket()
    link = reverse("tickets:link", args=[one.number, two.number])
    removal = reverse("tickets:link_removal", args=[one.number, two.number])
    client.post(link)
    client.post(f"{removal}?undo")
    assert not TicketLink.objects.exists()
    last = Event.objects.order_by("-pk")[0]
    assert (last.kind, last.undoes is not None) == ("ticket.unlinked", True)
    client.post(link)
    client.post(removal)
    client.post(f"{link}?undo")
    assert TicketLink.objects.count() == 1


def test_others_are_found_by_their_words(client: Client, agent: User):
    one = make_ticket()
    make_ticket(subject="Zebrafish")
    assert "Zebrafish" not in page_of(client, "links", one.number)
    assert "Zebrafish" in page_of(client, "links", one.number, q="zebra")
    assert "No other ticket has this in it." in page_of(client, "links", one.number, q="quokka")


def test_a_limited_agent_links_only_what_they_see(client: Client):
    limited, theirs = make_user(Role.LIMITED), make_queue("theirs")
    give_queue(limited, theirs)
    seen, hidden = make_ticket(queue=theirs), make_ticket(queue=make_queue("elsewhere"))
    client.force_login(limited)
    for pair in ((seen, hidden), (hidden, seen)):
        address = reverse("tickets:link", args=[one.number for one in pair])
        assert client.post(address).status_code == 404
    assert not TicketLink.objects.exists()


def test_a_ticket_and_itself_are_refused_in_words(client: Client, agent: User):
    ticket: Ticket = make_ticket()
    response = client.post(reverse("tickets:link", args=[ticket.number, ticket.number]), follow=True)
    assert "can’t be linked with itself" in response.content.decode()
