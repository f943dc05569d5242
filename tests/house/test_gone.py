"""A deleted ticket is at no address there is, whoever looks: a new address is visited here without being named."""

from typing import Any

import pytest
from django.test import Client

from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.notifications.tests.make import make_notification
from amends.orders.tests.make import make_order
from amends.people.actions.tokens import make_token
from amends.people.models import Role, Scope
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft, delete_ticket
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import fields_of
from tests.house.addresses import Address, addresses
from tests.house.test_leaks import told

SECRETS = ("Zebrafish", "Quokka", "Axolotl")
"""Subject, customer and activity of a ticket that was deleted. No page has these words of itself."""

KNOWING = {"tickets:trash", "api-1:list_deleted_tickets", "api-1:list_contacts", "api-1:get_contact"}
"""Where administrators read of deleted tickets; the contact of one stays a contact."""

EVERY = {address.name: address for address in addresses() if address.name not in KNOWING}


@pytest.fixture
def gone(db: Any) -> tuple[Client, str, Any]:
    user, order = make_user(Role.ADMINISTRATOR), make_order(items=1)
    of_order: dict[str, Any] = {"order": order, "items": [ItemDraft(name="Product 1", code="P-1")]}
    ticket = make_ticket(subject="Zebrafish", customer_name="Quokka", email="q@x.cz", agent=user, **of_order)
    make_ticket(email="q@x.cz", customer_name="Jana", order=order)
    activity = make_activity(ticket=ticket, name="Axolotl", assignee=user)
    make_notification(user, ticket_number=ticket.number)
    delete_ticket(ticket, reason="x", by=Actor.person(user))
    client = Client()
    client.force_login(user)
    _token, secret = make_token(user, name="x", scope=Scope.MANAGE, expires_at=None, by=Actor.person(user))
    known = {"number": ticket.number, "activity_id": activity.pk, "pk": activity.pk, "contact_id": ticket.contact_id}
    return client, secret, known | {"shop": order.shop.code, "code": order.code}


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_told_of_a_deleted_ticket(name: str, gone: tuple[Client, str, Any]):
    client, secret, known = gone
    address: Address = EVERY[name]
    headers = {"Authorization": f"Bearer {secret}"} if address.route.startswith("api/") else {}
    here = address.path(**{name: value for name, value in known.items() if name in address.converters})
    for way in ("", "?view=all&scope=everyone&preset=all&size=100", *(f"?q={secret}" for secret in SECRETS)):
        response = client.get(here + way, headers=headers)
        assert response.status_code < 500, here + way
        told_of = [secret for secret in SECRETS if secret in told(response) and secret not in way]
        assert told_of == [], here + way


def test_whoever_asks_for_tickets_gets_those_that_are_there():
    """The default manager is what every query, way back and choice goes through."""
    for named in (Ticket.objects, Ticket._default_manager):
        assert '"left_at" IS NULL' in str(named.all().query)


@pytest.mark.req("R5")
def test_a_question_about_the_ticket_of_something_says_that_the_ticket_is_here():
    """The indexes of tickets have those only; without the word all tickets would be read, 450 ms of a million."""
    through = [field for field in fields_of("activity") if field.column.startswith("ticket__")]
    assert len(through) >= 6
    assert [field.code for field in through if ("ticket__left_at", None) not in field.alike.children] == []
