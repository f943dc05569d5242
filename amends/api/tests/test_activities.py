import pytest
from django.utils import timezone

from amends.activities.tests.make import make_activity
from amends.api.tests.make import Api, make_api, problem_of
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import give_queue, make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.req("R2", "R17")
def test_an_activity_lives_from_creation_to_completion_and_back():
    ticket, api, agent = make_ticket(), make_api(), make_user()
    body = {"name": "Check the parcel", "due_at": "2026-12-01T12:00:00+01:00", "assignee": agent.pk}
    response = api.post(f"/tickets/{ticket.number}/activities", body)
    assert response.status_code == 201
    made = response.json()
    assert (made["status"], made["ticket"], made["assignee"]["name"]) == ("open", ticket.number, agent.name)
    assert response["Location"] == f"/api/v1/activities/{made['id']}"

    path = f"/activities/{made['id']}"
    assert api.patch(path, {"name": "Check it well"}).json()["name"] == "Check it well"
    done = api.put(f"{path}/completion").json()
    assert done["status"] == "closed"
    assert done["completed_at"]
    assert api.put(f"{path}/completion").json() == done  # completing a completed one changes nothing
    assert api.delete(f"{path}/completion").json()["status"] == "open"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    assert api.post(f"{path}/restoration").status_code == 200
    assert [activity["id"] for activity in api.get(f"/tickets/{ticket.number}/activities").json()] == [made["id"]]


@pytest.mark.req("R2")
def test_only_the_name_is_needed():
    made = make_api().post(f"/tickets/{make_ticket().number}/activities", {"name": "Call"}).json()
    assert (made["due_at"], made["assignee"]) == (None, None)


def test_an_edit_changes_what_was_sent_and_nothing_else():
    activity = make_activity(name="Call", description="the customer")
    api = make_api()
    changed = api.patch(f"/activities/{activity.pk}", {"due_at": None}).json()
    assert (changed["name"], changed["description"], changed["due_at"]) == ("Call", "the customer", None)


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "  "}, {"name": "x", "assignee": 999_999}])
def test_what_makes_no_activity_is_refused(body):
    response = make_api().post(f"/tickets/{make_ticket().number}/activities", body)
    assert response.status_code == 422
    assert problem_of(response)["errors"]


@pytest.mark.req("R12", "R13")
def test_activities_are_listed_by_deadline_and_filtered_by_conditions():
    api = make_api()
    mine = make_activity(assignee=api.user)
    make_activity()
    tree = {"version": 1, "all": [{"field": "assignee", "op": "is", "value": ["me"]}]}
    assert [found["id"] for found in api.post("/activities/search", {"filter": tree}).json()["items"]] == [mine.pk]
    assert len(api.get("/activities").json()["items"]) == 2


def test_a_list_takes_as_many_queries_for_thirty_rows_as_for_three():
    api = make_api()
    for _number in range(3):
        make_activity()
    api.get("/activities")
    few = queries_of(lambda: api.get("/activities"))
    for _number in range(27):
        make_activity()
    assert_same_budget(few, queries_of(lambda: api.get("/activities")))


CHANGES = [
    ("GET", "", None),
    ("PATCH", "", {"name": "Other"}),
    ("PUT", "/completion", None),
    ("DELETE", "/completion", None),
    ("DELETE", "", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_an_activity_of_another_queue_is_not_there_for_a_limited_agent(method, path, body):
    activity = make_activity()
    assert make_api(Role.LIMITED).send(method, f"/activities/{activity.pk}{path}", body).status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
@pytest.mark.parametrize("role", list(Role))
def test_everybody_works_on_the_activities_they_see(role, method, path, body):
    user, queue = make_user(role), make_queue("mine")
    give_queue(user, queue)
    activity = make_activity(ticket=make_ticket(queue=queue))
    assert Api(user).send(method, f"/activities/{activity.pk}{path}", body).status_code in {200, 204}


def test_the_assignee_is_told_nothing_of_a_ticket_they_may_not_see():
    user = make_user(Role.LIMITED)
    activity = make_activity(assignee=user)
    api, one = Api(user), f"/activities/{activity.pk}"
    assert api.get("/activities").json()["items"][0]["ticket"] is None
    assert api.send("POST", "/activities/search", {}).json()["items"][0]["ticket"] is None
    assert api.get(one).json()["ticket"] is None
    for method, path, body in CHANGES[1:4]:
        assert api.send(method, f"{one}{path}", body).json()["ticket"] is None
    assert make_api().get(one).json()["ticket"] == activity.ticket.number


def test_an_enormous_number_is_simply_not_there():
    assert make_api().get("/activities/9223372036854775807").status_code == 404
    assert make_api().get("/activities/99999999999999999999999").status_code == 422


@pytest.mark.parametrize("member", ["name", "all_day"])
def test_what_cannot_be_empty_is_not_emptied_by_null(member):
    activity = make_activity(description="Call before noon.")
    response = make_api().patch(f"/activities/{activity.pk}", {member: None, "due_at": "2026-12-01T12:00:00+01:00"})
    assert response.status_code == 422
    assert [flaw["pointer"] for flaw in problem_of(response)["errors"]] == [f"#/{member}"]
    activity.refresh_from_db()
    assert (activity.due_at, activity.description) == (None, "Call before noon."), "nothing of it was changed"


def test_what_may_be_empty_is_emptied_by_null():
    user = make_user()
    activity = make_activity(assignee=user, due_at=timezone.now())
    changed = make_api().patch(f"/activities/{activity.pk}", {"assignee": None, "due_at": None}).json()
    assert (changed["assignee"], changed["due_at"]) == (None, None)
