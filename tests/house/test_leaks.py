"""Nobody is shown what is not theirs, at any address there is: a new address is visited here without being named."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.orders.tests.make import make_order
from amends.people.actions.tokens import make_token
from amends.people.models import Role, Scope
from amends.people.tests.make import make_user
from amends.tickets.tests.make import give_queue, make_queue, make_tag, make_ticket
from tests.house.addresses import Address, addresses

SECRETS = ("Zebrafish", "Quokka", "Axolotl")
"""Subject, customer and activity of a ticket that the person must not know of. No page has these words of itself."""

EVERY = {address.name: address for address in addresses()}


@dataclass
class Stage:
    """A ticket in a queue, a limited agent of another queue, and what fills the addresses of the ticket."""

    outsider: Any
    agent: Any
    secret: str
    known: dict[str, object]
    of_the_ticket: dict[str, object] = field(default_factory=dict)

    def client(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def stage(db) -> Stage:
    outsider = make_user(Role.LIMITED)
    give_queue(outsider, make_queue("elsewhere"))
    order = make_order()
    ticket = make_ticket(subject="Zebrafish", customer_name="Quokka", queue=make_queue("here"), order=order)
    activity = make_activity(ticket=ticket, name="Axolotl")
    make_tag("vip")
    _token, secret = make_token(outsider, name="x", scope=Scope.WRITE, expires_at=None, by=Actor.person(outsider))
    known = {
        "number": ticket.number,
        "activity_id": activity.pk,
        "pk": activity.pk,
        "contact_id": ticket.contact_id,
        "code": "vip",
        "subject": "ticket",
    }
    return Stage(outsider, make_user(Role.AGENT), secret, known)


def asked(address: Address, stage: Stage) -> list[str]:
    """The address as it is, and searching for what must not be found."""
    path = address.path(**{name: value for name, value in stage.known.items() if name in address.converters})
    questions = [f"?q={secret}" for secret in SECRETS]
    return [path, f"{path}?view=all&scope=everyone&preset=all&size=100", *(path + question for question in questions)]


def told(response: Any) -> str:
    return (
        b"".join(response).decode(errors="replace") if response.streaming else response.content.decode(errors="replace")
    )


def secrets_in(response: Any, path: str) -> list[str]:
    # A search page repeats what was asked for; that is no secret to the asker.
    return [secret for secret in SECRETS if secret in told(response) and secret not in path]


@pytest.mark.parametrize("name", EVERY)
def test_a_limited_agent_is_told_nothing_of_a_ticket_in_another_queue(name: str, stage: Stage):
    address, client = EVERY[name], stage.client(stage.outsider)
    headers = {"Authorization": f"Bearer {stage.secret}"} if address.route.startswith("api/") else {}
    for path in asked(address, stage):
        response = client.get(path, headers=headers)
        assert not secrets_in(response, path), path
        assert response.status_code < 500, path


@pytest.mark.parametrize("name", [name for name, address in EVERY.items() if "number" in address.converters])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_limited_agent_changes_nothing_of_a_ticket_in_another_queue(name: str, method: str, stage: Stage):
    address, client = EVERY[name], stage.client(stage.outsider)
    headers = {"Authorization": f"Bearer {stage.secret}"} if address.route.startswith("api/") else {}
    before = Event.objects.count()
    body = {"status": "warranty_claim.waiting_return", "agent": stage.outsider.pk, "name": "x", "priority": "high"}
    kind = "application/json" if headers or method != "post" else None
    sent = {"data": body} | ({"content_type": kind} if kind else {})
    response = getattr(client, method)(address.path(**stage.known), headers=headers, **sent)
    assert response.status_code in {403, 404, 405, 422}
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [name for name, address in EVERY.items() if address.route.startswith("settings/")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_agent_has_no_part_in_settings(name: str, method: str, stage: Stage):
    response = getattr(stage.client(stage.agent), method)(EVERY[name].path())
    assert response.status_code in {403, 404, 405}
