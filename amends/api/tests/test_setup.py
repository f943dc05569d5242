import pytest

from amends.api.tests.make import make_api
from amends.contacts.actions.contacts import ensure_contact
from amends.journal.actors import Actor
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_team
from amends.tickets.tests.make import ensure_workflows, make_tag, make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.req("R51", "R55")
def test_the_two_default_types_are_told_with_their_workflows():
    ensure_workflows()
    types = {type["code"]: type for type in make_api().get("/types").json()}
    assert set(types) == {"warranty_claim", "return"}
    claim = types["warranty_claim"]
    assert claim["initial_status"] == "warranty_claim.new"
    new = next(status for status in claim["statuses"] if status["code"] == "warranty_claim.new")
    assert "warranty_claim.waiting_return" in new["leads_to"]
    assert new["turn"] == "ours"


def test_names_come_in_the_language_of_the_request():
    ensure_workflows()
    api = make_api()
    czech = api.client.get("/api/v1/types", headers={"Accept-Language": "cs"}).json()
    assert {type["name"] for type in czech} == {"Reklamace", "Vratka"}


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_what_is_set_up(role):
    make_shop(), make_tag("vip"), make_team()
    api = make_api(role)
    for path in ("/tags", "/users", "/teams", "/shops"):
        assert len(api.get(path).json()) == 1, path


def test_a_limited_agent_is_told_names_of_colleagues_and_nothing_else():
    other, api = make_api().user, make_api(Role.LIMITED)
    told = {user["id"]: user for user in api.get("/users").json()}
    assert told[other.pk] == {"id": other.pk, "name": other.name, "email": None, "role": None, "teams": None}
    assert told[api.user.pk]["email"] == api.user.email
    assert {user["email"] for user in make_api().get("/users").json()} >= {other.email, api.user.email}


def test_people_who_have_left_are_no_longer_offered():
    api = make_api()
    other = make_api().user
    other.is_active = False
    other.save()
    assert [user["id"] for user in api.get("/users").json()] == [api.user.pk]


def test_the_words_of_conditions_and_rules_are_told():
    api = make_api()
    fields = {field["code"]: field for field in api.get("/fields/ticket").json()}
    assert fields["status"]["chooser"] == "status"
    assert "is" in fields["status"]["operators"]
    assert {field["code"] for field in api.get("/fields/activity").json()} >= {"assignee", "status"}
    assert "create_activity" in {step["code"] for step in api.get("/steps").json()}
    kinds = {kind["code"]: kind for kind in api.get("/events").json()}
    assert "new" in {field["code"] for field in kinds["ticket.status_changed"]["fields"]}
    assert api.get("/fields/nothing").status_code == 422


def test_a_limited_agent_sees_the_customers_of_their_tickets_only():
    ensure_contact(name="Somebody", email="s@example.cz", by=Actor.system("test"))
    theirs = make_ticket().contact
    assert theirs is not None
    limited, agent = make_api(Role.LIMITED), make_api()
    assert len(agent.get("/contacts").json()["items"]) == 2
    assert limited.get("/contacts").json()["items"] == []
    assert limited.get(f"/contacts/{theirs.pk}").status_code == 404
    assert agent.get(f"/contacts/{theirs.pk}").json()["email"] == theirs.email
    found = agent.get("/contacts", q="omebod").json()["items"]
    assert [contact["name"] for contact in found] == ["Somebody"]
