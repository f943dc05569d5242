"""The main story of Amends, told through /api/v1 from the order to the completed activity, with the real queue."""

import pytest

from amends.api.tests.make import Api
from amends.api.tests.test_orders import FEED
from amends.files.tests.make import make_upload
from amends.journal.testing import settle
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db

RULE = {
    "name": "Parcel watch",
    "on": {
        "kind": "ticket.status_changed",
        "where": {"version": 1, "all": [{"field": "new", "op": "is", "value": ["warranty_claim.waiting_return"]}]},
    },
    "steps": [
        {
            "step": "create_activity",
            "name": "Check shipment delivery",
            "due": {"days": 7},
            "assignee": "agent",
        }
    ],
}


@pytest.mark.req("R24", "R25", "R27", "R28", "R30", "R45", "R73", "R74")
def test_from_the_order_to_the_completed_activity():
    make_shop("hrnky")
    manager, agent = Api(make_user(Role.MANAGER)), Api(make_user(name="Petra Malá"))

    begun = manager.upload("/shops/hrnky/imports", make_upload("orders.xml", FEED.encode()))
    settle()
    assert manager.client.get(begun["Location"]).json()["created"] == 1
    made = manager.post("/rules", RULE)
    assert made.status_code == 201, made.content

    (order,) = agent.get("/orders", q="NOVAK").json()["items"]
    ticket = agent.post(
        "/tickets",
        {
            "type": "warranty_claim",
            "order": {"shop": order["shop"], "code": order["code"]},
            "items": [{"name": "Mug", "reason": "cracked"}],
            "agent": agent.user.pk,
        },
        Idempotency_Key="story-1",
    ).json()
    path = f"/tickets/{ticket['number']}"
    assert ticket["customer_name"] == "Jana Nováková"
    assert ticket["status"] == "warranty_claim.new"

    assert agent.put(f"{path}/status", {"status": "warranty_claim.closed"}).status_code == 409
    assert agent.put(f"{path}/status", {"status": "warranty_claim.waiting_return"}).status_code == 200
    settle()

    mine = {"version": 1, "all": [{"field": "assignee", "op": "is", "value": ["me"]}]}
    (activity,) = agent.post("/activities/search", {"filter": mine}).json()["items"]
    assert activity["name"] == "Check shipment delivery"
    assert activity["assignee"]["name"] == "Petra Malá"
    assert activity["rule"] == "Parcel watch"
    assert agent.put(f"/activities/{activity['id']}/completion").json()["status"] == "closed"

    history = agent.get(f"{path}/history").json()["items"]
    told = {event["kind"]: event for event in history}
    created, changed = told["activity.created"], told["ticket.status_changed"]
    assert created["because"]["event_id"] == changed["id"]
    assert (created["actor_kind"], created["actor"]) == ("rule", "Parcel watch")
    assert created["act"] == changed["act"]
    assert told["activity.completed"]["actor_kind"] == "token"
    (run,) = manager.client.get(made["Location"] + "/runs").json()["items"]
    assert (run["ticket"], run["state"]) == (ticket["number"], "done")
