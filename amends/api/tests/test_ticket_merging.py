"""Merging by program."""

import pytest

from amends.api.tests.make import Api, make_api, problem_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Ticket
from amends.tickets.tests.make import give_queue, make_queue, make_ticket

pytestmark = pytest.mark.django_db


def test_a_ticket_is_merged_leads_on_and_is_taken_apart():
    api, ticket, into = make_api(), make_ticket(items=[ItemDraft(name="Mug")]), make_ticket()
    body = {"into": into.number, "products": [0], "fields": ["subject"]}
    merged = api.post(f"/tickets/{ticket.number}/merge", body).json()
    assert (merged["number"], merged["subject"], len(merged["items"])) == (into.number, ticket.subject, 1)
    led = api.get(f"/tickets/{ticket.number}/history")
    assert (led.status_code, led["Location"]) == (307, f"/api/v1/tickets/{into.number}/history")
    refused = api.patch(f"/tickets/{ticket.number}", {"priority": "high"})
    assert (refused.status_code, problem_of(refused)["code"]) == (409, "ticket_merged")
    apart = api.post(f"/tickets/{ticket.number}/separation")
    assert (apart.status_code, apart.json()["number"]) == (200, ticket.number)
    assert api.post(f"/tickets/{ticket.number}/separation").status_code == 404


def test_a_ticket_is_not_merged_into_itself():
    ticket = make_ticket()
    response = make_api().post(f"/tickets/{ticket.number}/merge", {"into": ticket.number})
    assert (response.status_code, problem_of(response)["code"]) == (422, "merge_refused")
    assert problem_of(response)["errors"][0]["pointer"] == "#/into"


def test_a_token_of_a_limited_agent_merges_only_what_they_see():
    limited, theirs = make_user(Role.LIMITED), make_queue("theirs")
    give_queue(limited, theirs)
    seen, hidden = make_ticket(queue=theirs), make_ticket(queue=make_queue("elsewhere"))
    api = Api(limited)
    assert api.post(f"/tickets/{seen.number}/merge", {"into": hidden.number}).status_code == 404
    assert api.post(f"/tickets/{hidden.number}/merge", {"into": seen.number}).status_code == 404
    assert Ticket.objects.count() == 2
