"""Rules act on what people and programs do at the doors: the ticket's page, the API."""

import pytest
from django.test import Client

from amends.activities.models import Activity
from amends.automations.models import Rule
from amends.automations.tests.make import CHECK_DELIVERY, make_rule, on, status_becomes, tree
from amends.journal.actors import Actor
from amends.journal.testing import settle
from amends.people.actions.tokens import make_token
from amends.people.models import Role, Scope, User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_tag, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> User:
    return make_user(name="Petra Malá")


@pytest.fixture
def client(agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def post(client: Client, ticket: Ticket, noun: str, **values: object) -> None:
    answer = client.post(f"/tickets/{ticket.number}/{noun}", values)
    assert answer.status_code in {200, 302}, answer.content.decode()[:500]
    settle()


def page_of(client: Client, ticket: Ticket) -> str:
    return " ".join(client.get(f"/tickets/{ticket.number}").content.decode().split())


@pytest.mark.req("R19", "R20", "R25", "R27", "R28", "R30")
def test_a_status_chosen_on_the_page_makes_the_activity_and_the_page_says_why(client, agent):
    make_rule(name="Parcel watch")
    ticket = make_ticket(agent=agent)
    post(client, ticket, "status", status="warranty_claim.waiting_return")
    activity = Activity.objects.get(ticket=ticket)
    assert (activity.name, activity.assignee) == ("Check shipment delivery", agent)
    said = page_of(client, ticket)
    assert "Check shipment delivery" in said
    assert "Parcel watch" in said
    assert "because the status changed" in said


@pytest.mark.req("R21")
def test_a_tag_added_on_the_page_sets_its_rule_off(client):
    make_tag("vip")
    make_rule(on=on("ticket.tag_added", ("tag", "is", ["vip"])))
    ticket = make_ticket()
    post(client, ticket, "tags", tag="vip")
    assert Activity.objects.filter(ticket=ticket).count() == 1


@pytest.mark.req("R23", "R28")
def test_an_agent_chosen_on_the_page_sets_its_rule_off_and_gets_the_activity(client, agent):
    make_rule(on=on("ticket.agent_changed"))
    ticket = make_ticket()
    post(client, ticket, "agent", agent=agent.pk)
    assert Activity.objects.get(ticket=ticket).assignee == agent


@pytest.mark.req("R26")
def test_the_carrier_of_the_ticket_decides(client):
    make_rule(when=tree(("carrier", "is", ["DPD"])))
    tickets = [make_ticket(carrier=carrier) for carrier in ("DPD", "PPL")]
    for ticket in tickets:
        post(client, ticket, "status", status="warranty_claim.waiting_return")
    assert [ticket.activities.count() for ticket in tickets] == [1, 0]


def bearer(user: User) -> dict[str, str]:
    _token, secret = make_token(user, name="test", scope=Scope.MANAGE, by=Actor.person(user))
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.req("R19", "R24", "R150", "R152")
def test_a_rule_made_and_switched_through_the_api_acts_on_a_change_through_the_api():
    headers = bearer(make_user(Role.MANAGER))
    client = Client(headers=headers)
    make_tag("parcel")
    asked = {
        "name": "Parcel watch",
        "on": status_becomes("waiting_return"),
        "steps": [CHECK_DELIVERY, {"step": "add_tag", "tag": "parcel"}],
    }
    made = client.post("/api/v1/rules", asked, content_type="application/json")
    assert made.status_code == 201, made.content.decode()

    def change_status() -> Ticket:
        ticket = make_ticket()
        answer = client.put(
            f"/api/v1/tickets/{ticket.number}/status",
            {"status": "warranty_claim.waiting_return"},
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.content.decode()
        settle()
        return ticket

    first = change_status()
    assert (first.activities.count(), first.tags.count()) == (1, 1)
    switched = client.put(
        f"/api/v1/rules/{Rule.objects.get().pk}/switch", {"is_on": False}, content_type="application/json"
    )
    assert switched.json()["is_on"] is False
    assert change_status().activities.count() == 0
