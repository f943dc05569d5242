"""Changing fields of an activity by program, whichever they are."""

import pytest

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.api.tests.make import Api, make_api, problem_of
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import give_queue, make_queue, make_ticket
from amends.vocabulary.changing import changeable_fields

pytestmark = pytest.mark.django_db


def test_several_fields_are_changed_at_once():
    activity, agent = make_activity(name="Call"), make_user()
    body = {"name": "Write", "description": "Two\nlines", "assignee": agent.pk, "due": "2031-05-06", "status": "closed"}
    shown = make_api().patch(f"/activities/{activity.pk}", body).json()
    assert (shown["name"], shown["description"], shown["status"]) == ("Write", "Two\nlines", "closed")
    assert (shown["assignee"]["id"], shown["all_day"], shown["due_at"][:10]) == (agent.pk, True, "2031-05-06")


def test_the_deadline_may_be_sent_as_it_is_shown():
    activity = make_activity()
    hour = {"due_at": "2031-05-06T10:30:00Z", "all_day": False, "description": "x"}
    shown = make_api().patch(f"/activities/{activity.pk}", hour).json()
    assert (shown["due_at"], shown["all_day"], shown["description"]) == ("2031-05-06T10:30:00Z", False, "x")
    shown = make_api().patch(f"/activities/{activity.pk}", {"due_at": None}).json()
    assert (shown["due_at"], shown["description"]) == (None, "x")


def test_null_empties_a_field():
    activity = make_activity(assignee=make_user(), description="x")
    shown = make_api().patch(f"/activities/{activity.pk}", {"assignee": None, "description": None}).json()
    assert (shown["assignee"], shown["description"]) == (None, "")


def test_one_refusal_leaves_everything_as_it_was():
    activity, gone, api = make_activity(name="Call"), make_user(is_active=False), make_api()
    with recorded() as events:
        answer = api.patch(f"/activities/{activity.pk}", {"name": "Write", "assignee": gone.pk})
    assert answer.status_code == 422
    assert problem_of(answer)["errors"][0]["pointer"] == "#/assignee"
    assert events == []
    assert Activity.objects.get(pk=activity.pk).name == "Call"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"nonsense": 1}, "There is no field"),
        ({"created": "2026-11-21"}, "can’t be changed"),
        ({"ticket_status": "warranty_claim.new"}, "can’t be changed"),
        ({"name": None}, "can’t be empty"),
        ({"name": "  "}, "Write some text"),
        ({"status": "half"}, "there is no “half”"),
        ({"assignee": 999_999}, "there is no “999999”"),
        ({"due": "some day"}, "is not a day"),
        ({"due_at": "some day"}, ""),
        ({"assignee": {"id": 1}}, ""),
    ],
)
def test_what_cannot_be_set_is_told_at_its_field(body: dict[str, object], said: str):
    answer = make_api().patch(f"/activities/{make_activity().pk}", body)
    assert answer.status_code == 422
    flaw = problem_of(answer)["errors"][0]
    assert flaw["pointer"].startswith(f"#/{next(iter(body))}")
    assert said in flaw["detail"]


def test_a_limited_agent_changes_what_they_see_and_nothing_else():
    limited, mine, other = make_user(role=Role.LIMITED), make_queue("mine"), make_queue("other")
    give_queue(limited, mine)
    api = Api(limited)
    seen, foreign = make_ticket(queue=mine), make_ticket(queue=other)
    own = make_activity(ticket=foreign, assignee=limited)
    assert api.patch(f"/activities/{make_activity(ticket=seen).pk}", {"description": "x"}).status_code == 200
    assert api.patch(f"/activities/{make_activity(ticket=foreign).pk}", {"description": "x"}).status_code == 404
    changed = api.patch(f"/activities/{own.pk}", {"description": "x"})
    assert (changed.status_code, changed.json()["ticket"]) == (200, None)


def test_the_reference_names_every_field_that_can_be_changed():
    listed = [field["code"] for field in make_api().get("/fields/activity").json() if field["changeable"]]
    assert listed == [field.code for field in changeable_fields("activity")]
