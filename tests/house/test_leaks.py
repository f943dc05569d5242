"""Nobody is shown what is not theirs, at any address there is: a new address is visited here without being named."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.notifications.models import Reason
from amends.notifications.tests.make import make_notification
from amends.orders.models import Order
from amends.orders.tests.make import make_order
from amends.people.actions.tokens import make_token
from amends.people.models import Role, Scope
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft
from amends.tickets.tests.make import give_queue, make_queue, make_tag, make_ticket
from tests.house.addresses import Address, addresses

SECRETS = ("Zebrafish", "Quokka", "Axolotl", "Numbat")
"""Subject, customer, activity and queue of a ticket out of sight. No page has these words of itself."""

EVERY = {address.name: address for address in addresses()}


@dataclass
class Stage:
    """Tickets in a queue, a limited agent of another queue, and what fills the addresses of the tickets."""

    outsider: Any
    agent: Any
    token: str
    known: dict[str, object]
    """Of the ticket that the outsider must not know of."""
    seen: dict[str, object]
    """Of a ticket of the same customer and order that they may see, and of their own activity on the hidden one."""
    order: Order
    secrets: tuple[str, ...]

    def client(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def stage(db) -> Stage:
    outsider = make_user(Role.LIMITED)
    theirs, here = make_queue("elsewhere"), make_queue("here", names={"en": "Numbat"})
    give_queue(outsider, theirs)
    order = make_order(items=1)
    of_order = {"order": order, "items": [ItemDraft(name="Product 1", code="P-1")]}
    ticket = make_ticket(subject="Zebrafish", customer_name="Quokka", queue=here, **of_order)
    activity = make_activity(ticket=ticket, name="Axolotl")
    own = make_activity(ticket=ticket, name="Call", assignee=outsider)
    of_jana = {"customer_name": "Jana", "email": "jana@x.cz"}
    seen = make_ticket(queue=theirs, **of_jana, **of_order)
    beside = make_ticket(subject="Zebrafish", queue=here, **of_jana, **of_order)
    make_tag("vip")
    make_notification(outsider, ticket_number=ticket.number)
    make_notification(outsider, ticket_number=ticket.number, reason=Reason.ACTIVITY_ASSIGNED, activity_id=own.pk)
    _token, secret = make_token(outsider, name="x", scope=Scope.WRITE, expires_at=None, by=Actor.person(outsider))
    known = {
        "number": ticket.number,
        "activity_id": activity.pk,
        "pk": activity.pk,
        "contact_id": ticket.contact_id,
        "code": "vip",
        "subject": "ticket",
    }
    of_seen = known | {"number": seen.number, "activity_id": own.pk, "pk": own.pk, "contact_id": seen.contact_id}
    secrets = (*SECRETS, ticket.number, beside.number)
    return Stage(outsider, make_user(Role.AGENT), secret, known, of_seen, order, secrets)


FILTERS = "?f=queue~is~here&f=ticket_queue~is~here&columns=name,number,customer,ticket_number,ticket_tags&by=ticket"
"""Conditions and columns that would name what is hidden."""


def asked(address: Address, stage: Stage) -> list[str]:
    """The address of what is hidden and of what is seen beside it, and searching for what must not be found."""
    of_order = {"shop": stage.order.shop.code, "code": stage.order.code} if "shop" in address.converters else {}
    hidden, seen = (
        address.path(**{name: value for name, value in filled.items() if name in address.converters})
        for filled in (stage.known | of_order, stage.seen | of_order)
    )
    questions = [f"?q={secret}" for secret in (*SECRETS, stage.order.code)]
    ways = ["", "?view=all&scope=everyone&preset=all&size=100", f"?order={stage.order.pk}", FILTERS, *questions]
    return [*(hidden + way for way in ways), *([seen, seen + ways[1]] if seen != hidden else [])]


def told(response: Any) -> str:
    """What an answer says; of a workbook, which is a zip file, what stands in it."""
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(map(packed.read, packed.namelist()))
    return content.decode(errors="replace")


def secrets_in(response: Any, path: str, secrets: tuple[str, ...]) -> list[str]:
    # A search page repeats what was asked for; that is no secret to the asker.
    return [secret for secret in secrets if secret in told(response) and secret not in path]


@pytest.mark.parametrize("name", EVERY)
def test_a_limited_agent_is_told_nothing_of_a_ticket_in_another_queue(name: str, stage: Stage):
    address, client = EVERY[name], stage.client(stage.outsider)
    headers = {"Authorization": f"Bearer {stage.token}"} if address.route.startswith("api/") else {}
    for path in asked(address, stage):
        response = client.get(path, headers=headers)
        assert not secrets_in(response, path, stage.secrets), path
        assert response.status_code < 500, path


def test_the_pages_beside_what_is_hidden_are_visited(stage: Stage):
    """Else the test above would be silent whatever they tell."""
    client = stage.client(stage.outsider)
    visited = {
        path: client.get(path) for name in ("orders:order", "tickets:ticket") for path in asked(EVERY[name], stage)
    }
    there = [told(response) for response in visited.values() if response.status_code == 200]
    number = str(stage.seen["number"])
    assert sum(stage.order.code in page and number in page for page in there) >= 2
    everything = stage.client(stage.agent)
    pages = [told(everything.get(path)) for path, response in visited.items() if response.status_code == 200]
    assert all(set(stage.secrets[-2:]) & set(re.findall(r"[A-Z]+\d\d-\d+", page)) for page in pages)


@pytest.mark.parametrize("name", [name for name, address in EVERY.items() if "number" in address.converters])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_limited_agent_changes_nothing_of_a_ticket_in_another_queue(name: str, method: str, stage: Stage):
    address, client = EVERY[name], stage.client(stage.outsider)
    headers = {"Authorization": f"Bearer {stage.token}"} if address.route.startswith("api/") else {}
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
