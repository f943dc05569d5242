"""Links between tickets, by program."""

import pytest

from amends.api.tests.make import Api, make_api, problem_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import TicketLink
from amends.tickets.tests.make import give_queue, make_queue, make_ticket

pytestmark = pytest.mark.django_db


def test_two_tickets_are_linked_and_unlinked():
    api, one, two = make_api(), make_ticket(), make_ticket()
    for _time in range(2):
        linked = api.put(f"/tickets/{one.number}/links/{two.number}", {})
        assert linked.status_code == 200
        assert [other["number"] for other in linked.json()] == [two.number]
    assert [other["number"] for other in api.get(f"/tickets/{two.number}/links").json()] == [one.number]
    assert api.delete(f"/tickets/{two.number}/links/{one.number}").json() == []
    kinds = [event["kind"] for event in api.get(f"/tickets/{one.number}/history").json()["items"]]
    assert kinds[:2] == ["ticket.unlinked", "ticket.linked"]


def test_a_ticket_is_not_linked_with_itself():
    ticket = make_ticket()
    response = make_api().put(f"/tickets/{ticket.number}/links/{ticket.number}", {})
    assert response.status_code == 422
    assert problem_of(response)["code"] == "link_refused"


def test_a_token_of_a_limited_agent_links_and_is_told_only_what_they_see():
    limited, theirs = make_user(Role.LIMITED), make_queue("theirs")
    give_queue(limited, theirs)
    seen, hidden = make_ticket(queue=theirs), make_ticket(queue=make_queue("elsewhere"))
    api = Api(limited)
    assert api.put(f"/tickets/{seen.number}/links/{hidden.number}", {}).status_code == 404
    assert not TicketLink.objects.exists()
    make_api().put(f"/tickets/{seen.number}/links/{hidden.number}", {})
    assert api.get(f"/tickets/{seen.number}/links").json() == []
    assert hidden.number not in api.get(f"/tickets/{seen.number}/history").content.decode()
