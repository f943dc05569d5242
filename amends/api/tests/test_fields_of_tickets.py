"""Changing fields of a ticket by program, whichever they are."""

import pytest

from amends.api.tests.make import Api, make_api, problem_of
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import give_queue, make_queue, make_ticket, status
from amends.vocabulary.changing import changeable_fields

pytestmark = pytest.mark.django_db


def test_several_fields_are_changed_at_once_and_each_is_told():
    ticket, agent = make_ticket(carrier="DPD"), make_user()
    body = {"priority": "urgent", "agent": agent.pk, "carrier": "PPL", "due": "2031-05-06"}
    with recorded() as events:
        changed = make_api().patch(f"/tickets/{ticket.number}", body)
    assert changed.status_code == 200
    shown = changed.json()
    assert (shown["priority"], shown["agent"]["id"], shown["carrier"]) == ("urgent", agent.pk, "PPL")
    assert {event.kind for event in events} >= {
        "ticket.priority_changed",
        "ticket.agent_changed",
        "ticket.detail_changed",
        "ticket.deadline_set",
    }


def test_null_empties_a_field():
    ticket = make_ticket(agent=make_user())
    assert make_api().patch(f"/tickets/{ticket.number}", {"agent": None}).json()["agent"] is None


def test_one_refusal_leaves_everything_as_it_was_and_is_told_at_its_field():
    ticket = make_ticket(customer_name="Jana", email="", carrier="DPD")
    answer = make_api().patch(f"/tickets/{ticket.number}", {"carrier": "PPL", "customer": ""})
    assert answer.status_code == 422
    assert problem_of(answer)["errors"][0]["pointer"] == "#/customer"
    assert Ticket.objects.get(pk=ticket.pk).carrier == "DPD"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"nonsense": 1}, "There is no field"),
        ({"number": "R26-1"}, "can’t be changed"),
        ({"priority": None}, "can’t be empty"),
        ({"priority": "soon"}, "there is no “soon”"),
        ({"queue": "nowhere"}, "there is no “nowhere”"),
        ({"due": "some day"}, "is not a day"),
    ],
)
def test_what_cannot_be_set_is_told_at_its_field(body: dict[str, object], said: str):
    answer = make_api().patch(f"/tickets/{make_ticket().number}", body)
    assert answer.status_code == 422
    [flaw] = problem_of(answer)["errors"]
    assert flaw["pointer"] == f"#/{next(iter(body))}"
    assert said in flaw["detail"]


def test_a_way_that_the_workflow_does_not_have_is_a_conflict():
    ticket = make_ticket()
    answer = make_api().patch(f"/tickets/{ticket.number}", {"status": "warranty_claim.refunded"})
    assert answer.status_code == 409


def test_a_limited_agent_gives_only_the_queues_that_are_theirs():
    limited, mine, other = make_user(role=Role.LIMITED), make_queue("mine"), make_queue("other")
    give_queue(limited, mine)
    api, ticket = Api(limited), make_ticket(queue=mine)
    assert api.patch(f"/tickets/{ticket.number}", {"queue": other.code}).status_code == 422
    assert api.patch(f"/tickets/{make_ticket(queue=other).number}", {"carrier": "PPL"}).status_code == 404


def test_the_reference_names_every_field_that_can_be_changed():
    api = make_api()
    listed = [field["code"] for field in api.get("/fields/ticket").json() if field["changeable"]]
    assert listed == [field.code for field in changeable_fields("ticket")]


def test_a_field_that_is_not_as_it_was_seen_is_told_and_nothing_is_written():
    ticket, api = make_ticket(carrier="GLS", priority="high"), make_api()
    body = {"priority": "urgent", "carrier": "PPL", "seen": {"priority": "high", "carrier": "DPD"}}
    answer = api.patch(f"/tickets/{ticket.number}", body)
    assert answer.status_code == 409
    problem = problem_of(answer)
    assert problem["code"] == "changed_meanwhile"
    assert problem["conflict"] == {"field": "carrier", "before": "DPD", "theirs": "GLS"}
    ticket.refresh_from_db()
    assert (ticket.carrier, ticket.priority) == ("GLS", "high")
    body["seen"] = {"carrier": problem["conflict"]["theirs"]}
    assert api.patch(f"/tickets/{ticket.number}", body).json()["carrier"] == "PPL"


@pytest.mark.parametrize(
    ("code", "seen", "sent"),
    [("due", "2031-05-06", "2031-05-07"), ("agent", None, None), ("carrier", "", "PPL"), ("status", "", "x")],
)
def test_what_was_seen_is_understood_as_what_is_sent(code, seen, sent):
    ticket, api = make_ticket(carrier=""), make_api()
    agent, to = make_user(), status("assessing").code
    api.patch(f"/tickets/{ticket.number}", {"due": "2031-05-06"})
    seen, sent = {"agent": (None, agent.pk), "status": (ticket.status.code, to)}.get(code, (seen, sent))
    stale = {"due": "2031-05-05", "agent": agent.pk + 1, "carrier": "DPD", "status": to + "x"}[code]
    conflict = api.patch(f"/tickets/{ticket.number}", {code: sent, "seen": {code: stale}})
    assert conflict.status_code == 409
    assert problem_of(conflict)["conflict"]["field"] == code
    assert api.patch(f"/tickets/{ticket.number}", {code: sent, "seen": {code: seen}}).status_code == 200


def test_what_was_seen_of_a_field_that_is_not_changed_or_not_there_is_refused_at_its_place():
    ticket, api = make_ticket(), make_api()
    for seen, code in (({"carrier": "DPD"}, "carrier"), ({"nonsense": 1}, "nonsense"), ({"number": "x"}, "number")):
        answer = api.patch(f"/tickets/{ticket.number}", {"priority": "urgent", "seen": seen})
        assert answer.status_code == 422
        assert problem_of(answer)["errors"][0]["pointer"] == f"#/seen/{code}"
