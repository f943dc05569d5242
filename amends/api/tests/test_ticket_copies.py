"""Duplicating and splitting by program."""

from decimal import Decimal

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.people.models import Role
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_queue, make_ticket

pytestmark = pytest.mark.django_db


def mugs() -> Ticket:
    return make_ticket(description="Both broke", items=[ItemDraft(name="Mug", quantity=Decimal(3))])


def test_a_ticket_is_duplicated_once_for_a_key():
    api, ticket = make_api(), mugs()
    answers = [
        api.post(f"/tickets/{ticket.number}/duplicate", {"take": ["products"]}, Idempotency_Key="a") for _ in "ab"
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["number"] == answers[1].json()["number"]
    assert answers[0]["Location"].endswith(answers[0].json()["number"])
    assert (answers[0].json()["description"], len(answers[0].json()["items"])) == ("", 1)


def test_products_are_split_off_once_for_a_key():
    api, ticket = make_api(), mugs()
    body = {"items": [{"position": 0, "quantity": "1"}]}
    answers = [api.post(f"/tickets/{ticket.number}/split", body, Idempotency_Key="a") for _ in "ab"]
    assert answers[0].json()["number"] == answers[1].json()["number"]
    assert Decimal(answers[0].json()["items"][0]["quantity"]) == 1
    assert ticket.items.get().quantity == 2


@pytest.mark.parametrize("item", [{"position": 0}, {"position": 0, "quantity": "9"}, {"position": 7}])
def test_what_cant_be_split_off_is_pointed_at(item):
    ticket = mugs()
    response = make_api().post(f"/tickets/{ticket.number}/split", {"items": [item]})
    assert response.status_code == 422
    assert problem_of(response)["code"] == "split_refused"
    assert problem_of(response)["errors"][0]["pointer"] == "#/items"


@pytest.mark.parametrize("path", ["duplicate", "split"])
def test_what_is_out_of_sight_is_not_there(path):
    hidden = make_ticket(queue=make_queue("elsewhere"), items=[ItemDraft(name="Mug")])
    body = {"items": [{"position": 0}]} if path == "split" else {}
    assert make_api(Role.LIMITED).post(f"/tickets/{hidden.number}/{path}", body).status_code == 404
