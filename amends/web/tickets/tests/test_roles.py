"""Who gets through the doors of tickets."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import give_queue, make_queue, make_ticket

pytestmark = pytest.mark.django_db

Person = Callable[[Ticket], User]


def limited_inside(ticket: Ticket) -> User:
    user = make_user(Role.LIMITED)
    assert ticket.queue
    give_queue(user, ticket.queue)
    return user


MAY: dict[str, Person] = {
    "administrator": lambda ticket: make_user(Role.ADMINISTRATOR),
    "manager": lambda ticket: make_user(Role.MANAGER),
    "agent": lambda ticket: make_user(Role.AGENT),
    "limited agent of the queue": limited_inside,
}

CHANGES: list[tuple[str, dict[str, str]]] = [
    ("status", {"status": "warranty_claim.assessing"}),
    ("agent", {"agent": ""}),
    ("priority", {"priority": "high"}),
    ("deadline", {"day": "2030-01-02"}),
    ("activities", {"name": "Call"}),
]


@pytest.mark.parametrize("role", MAY)
def test_whoever_sees_a_ticket_finds_it_opens_it_and_works_on_it(client: Client, role: str):
    ticket = make_ticket(queue=make_queue("east"))
    client.force_login(MAY[role](ticket))
    assert ticket.number in client.get(reverse("tickets:list")).content.decode()
    assert client.get(reverse("tickets:ticket", args=[ticket.number])).status_code == 200
    for name, data in CHANGES:
        assert client.post(reverse(f"tickets:{name}", args=[ticket.number]), data).status_code == 302, name
    ticket.refresh_from_db()
    assert (ticket.status.code, ticket.priority) == ("warranty_claim.assessing", "high")


def test_for_a_limited_agent_of_another_queue_the_ticket_is_not_there(client: Client):
    ticket = make_ticket(queue=make_queue("east"))
    client.force_login(limited_inside(make_ticket(queue=make_queue("west"))))
    assert ticket.number not in client.get(reverse("tickets:list")).content.decode()
    assert ticket.number not in client.get(reverse("tickets:export")).getvalue().decode()
    assert client.get(reverse("tickets:ticket", args=[ticket.number])).status_code == 404
    for name, data in CHANGES:
        assert client.post(reverse(f"tickets:{name}", args=[ticket.number]), data).status_code == 404, name
    client.post(reverse("tickets:bulk"), {"ticket": ticket.number, "priority": "urgent"})
    ticket.refresh_from_db()
    assert ticket.priority == "normal"


def test_a_limited_agent_cannot_move_a_ticket_into_a_queue_that_is_not_theirs(client: Client):
    ticket = make_ticket(queue=make_queue("east"))
    make_queue("west")
    client.force_login(limited_inside(ticket))
    answer = client.post(reverse("tickets:queue", args=[ticket.number]), {"queue": "west"})
    assert answer.status_code == 409
    assert "no such queue" in answer.content.decode()


def test_strangers_are_sent_to_the_sign_in_page(client: Client):
    ticket = make_ticket()
    for name in ("list", "board", "columns", "new", "order_hits", "export", "export_xlsx", "export_products"):
        assert client.get(reverse(f"tickets:{name}")).status_code == 302, name
    assert client.get(reverse("tickets:ticket", args=[ticket.number])).status_code == 302
    for name, data in CHANGES:
        answer = client.post(reverse(f"tickets:{name}", args=[ticket.number]), data)
        assert "/accounts/" in answer["Location"] or "login" in answer["Location"], name
    ticket.refresh_from_db()
    assert ticket.priority == "normal"


def test_changes_are_made_by_post_alone(client: Client):
    ticket = make_ticket()
    client.force_login(make_user())
    for name, _data in CHANGES:
        assert client.get(reverse(f"tickets:{name}", args=[ticket.number])).status_code == 405, name
