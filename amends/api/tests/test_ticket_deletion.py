"""Deleting and restoring by program."""

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.people.models import Role, Scope
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db

WHY = {"reason": "Made by mistake"}


def test_a_ticket_is_deleted_listed_and_restored():
    api, ticket = make_api(Role.ADMINISTRATOR), make_ticket()
    assert api.send("DELETE", f"/tickets/{ticket.number}", WHY).status_code == 204
    assert api.get(f"/tickets/{ticket.number}").status_code == 404
    assert api.get("/tickets").json()["items"] == []
    assert [one["number"] for one in api.get("/deleted-tickets").json()["items"]] == [ticket.number]
    assert api.post(f"/tickets/{ticket.number}/restoration").json()["number"] == ticket.number
    assert api.post(f"/tickets/{ticket.number}/restoration").status_code == 404
    assert api.get("/deleted-tickets").json()["items"] == []


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 501}])
def test_a_reason_is_needed(body):
    response = make_api(Role.ADMINISTRATOR).send("DELETE", f"/tickets/{make_ticket().number}", body)
    assert response.status_code == 422
    assert problem_of(response)["errors"][0]["pointer"] == "#/reason"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "scope"),
    [(Role.MANAGER, None), (Role.AGENT, None), (Role.LIMITED, None), (Role.ADMINISTRATOR, Scope.WRITE)],
)
def test_others_are_refused(role, scope):
    api, ticket = make_api(role, scope), make_ticket()
    assert api.send("DELETE", f"/tickets/{ticket.number}", WHY).status_code in {403, 404}
    assert api.post(f"/tickets/{ticket.number}/restoration").status_code == 403
    assert api.get("/deleted-tickets").status_code == (200 if role == Role.ADMINISTRATOR else 403)
    assert Ticket.objects.count() == 1
