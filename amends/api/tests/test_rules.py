import pytest

from amends.api.tests.make import make_api, problem_of
from amends.journal.testing import settle
from amends.people.models import Role, Scope
from amends.tickets.tests.make import make_tag, make_ticket

pytestmark = pytest.mark.django_db


def rule(**parts):
    """R30 with the deadline and the assignee of the story."""
    becomes = {"field": "new", "op": "is", "value": ["warranty_claim.waiting_return"]}
    return {
        "name": "Parcel watch",
        "on": {"kind": "ticket.status_changed", "where": {"version": 1, "all": [becomes]}},
        "steps": [{"step": "add_tag", "tag": "parcel"}],
    } | parts


@pytest.fixture(autouse=True)
def tag():
    return make_tag("parcel")


@pytest.mark.req("R24", "R25")
def test_a_rule_made_here_acts_and_its_run_and_cause_can_be_read():
    api = make_api(Role.MANAGER)
    made = api.post("/rules", rule())
    assert made.status_code == 201, made.content
    assert made.json()["is_on"] is True
    assert made.json()["sentence"]
    number = make_ticket().number
    api.put(f"/tickets/{number}/status", {"status": "warranty_claim.waiting_return"})
    settle()

    assert api.get(f"/tickets/{number}").json()["tags"] == ["parcel"]
    (run,) = api.client.get(made["Location"] + "/runs").json()["items"]
    assert (run["ticket"], run["state"]) == (number, "done")
    added = api.get(f"/tickets/{number}/history").json()["items"][0]
    assert (added["kind"], added["actor_kind"], added["actor"]) == ("ticket.tag_added", "rule", "Parcel watch")
    assert "status" in added["because"]["sentence"].lower()


def test_why_a_step_was_skipped_is_told_in_the_language_that_is_asked_for():
    api = make_api(Role.MANAGER)
    made = api.post("/rules", rule(steps=[{"step": "change_status", "status": "return.new"}]))
    api.put(f"/tickets/{make_ticket().number}/status", {"status": "warranty_claim.waiting_return"})
    settle()
    (run,) = api.client.get(made["Location"] + "/runs", headers={"Accept-Language": "cs"}).json()["items"]
    (outcome,) = run["outcomes"]
    assert (outcome["state"], set(outcome)) == ("skipped", {"step", "state", "reason"})
    assert "tento případ je typu Reklamace" in outcome["reason"]


@pytest.mark.req("R152")
def test_a_rule_is_switched_off_and_on_edited_and_deleted():
    api = make_api(Role.ADMINISTRATOR)
    made = api.post("/rules", rule()).json()
    path = f"/rules/{made['id']}"
    assert api.put(f"{path}/switch", {"is_on": False}).json()["is_on"] is False
    assert api.put(path, rule(name="Other")).json()["name"] == "Other"
    assert api.get(path).json()["is_on"] is False
    assert [found["name"] for found in api.get("/rules").json()["items"]] == ["Other"]
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


COLOUR = {"version": 1, "all": [{"field": "colour", "op": "is", "value": "red"}]}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"steps": []}, "#/steps"),
        ({"steps": [{"step": "fly"}]}, "#/steps/0/step"),
        ({"steps": [{"step": "add_tag"}]}, "#/steps/0/tag"),
        ({"on": {"kind": "nothing.happened"}}, "#/on"),
        ({"on": {"kind": "ticket.status_changed", "where": COLOUR}}, "#/on/where/all/0"),
        ({"when": COLOUR}, "#/when/all/0"),
        ({"name": ""}, "#/name"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_and_its_flaw_is_pointed_at(wrong, pointer):
    response = make_api(Role.MANAGER).post("/rules", rule(**wrong))
    assert response.status_code == 422, response.content
    assert [flaw["pointer"] for flaw in problem_of(response)["errors"]] == [pointer]


def test_a_rule_that_names_something_missing_is_kept_and_says_so():
    made = make_api(Role.MANAGER).post("/rules", rule(steps=[{"step": "add_tag", "tag": "gone"}])).json()
    assert made["broken_since"]
    assert "gone" in made["broken_reason"]


def test_agents_read_rules_and_change_none():
    manager, agent = make_api(Role.MANAGER), make_api(Role.AGENT)
    made = manager.post("/rules", rule()).json()
    assert agent.get(f"/rules/{made['id']}").status_code == 200
    for response in (
        agent.post("/rules", rule(name="Mine")),
        agent.put(f"/rules/{made['id']}", rule()),
        agent.put(f"/rules/{made['id']}/switch", {"is_on": False}),
        agent.delete(f"/rules/{made['id']}"),
    ):
        assert response.status_code == 403


def test_a_manager_whose_token_may_only_write_changes_no_rule():
    assert make_api(Role.MANAGER, Scope.WRITE).post("/rules", rule()).status_code == 403


def test_limited_agents_see_no_rules():
    made = make_api(Role.MANAGER).post("/rules", rule()).json()
    limited = make_api(Role.LIMITED)
    assert limited.get("/rules").json()["items"] == []
    assert limited.get(f"/rules/{made['id']}").status_code == 404


def test_a_timed_rule_is_told_not_to_run_yet():
    made = make_api(Role.MANAGER).post("/rules", rule(on=None)).json()
    assert made["sentence"].startswith("Timed, and timed rules do not run yet")


def test_rules_come_in_pages_in_the_order_in_which_they_act():
    api = make_api(Role.MANAGER)
    names = [f"Rule {number}" for number in range(5)]
    for name in names:
        api.post("/rules", rule(name=name))
    first = api.get("/rules", size=2).json()
    rest = api.get("/rules", after=first["next"]).json()
    assert [one["name"] for one in [*first["items"], *rest["items"]]] == names
    assert (len(first["items"]), rest["next"]) == (2, None)
