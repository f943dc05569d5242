import json

import pytest
from django.test import Client

from amends.api.tests.make import ROOT, Api, make_api, problem_of
from amends.journal.actors import Actor
from amends.people.actions.tokens import revoke_token
from amends.people.models import Role, Scope
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer nonsense", "Bearer amends_0_0", "Basic YTpi"])
def test_a_stranger_is_told_how_to_come_in(client, authorization):
    response = client.get(f"{ROOT}/tickets", headers={"Authorization": authorization} if authorization else {})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert problem_of(response)["code"] == "unauthorized"


def test_a_revoked_token_opens_nothing_from_the_next_request_on():
    api = make_api()
    assert api.get("/me").status_code == 200
    revoke_token(api.token, by=Actor.person(api.user))
    assert api.get("/me").status_code == 401


def test_a_session_is_no_token(client):
    client.force_login(make_user())
    assert client.get(f"{ROOT}/tickets").status_code == 401


def test_a_token_that_may_only_read_changes_nothing():
    response = make_api(scope=Scope.READ).post("/tickets", {"type": "return", "customer_name": "Jana"})
    assert response.status_code == 403
    assert problem_of(response)["code"] == "insufficient_scope"
    assert 'scope="write"' in response["WWW-Authenticate"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/tickets/", "/api/v2", "/api/", "/api/v1/activities/x"])
def test_an_unknown_address_answers_with_a_problem_document(path):
    api = make_api()
    response = api.client.get(path)
    assert response.status_code == 404
    assert problem_of(response)["title"] == "Not Found"


def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes():
    response = make_api().send("DELETE", "/tickets")
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) >= {"GET", "POST"}
    assert problem_of(response)["title"] == "Method Not Allowed"


def test_what_is_no_json_is_a_bad_request():
    api = make_api()
    response = api.client.generic("POST", f"{ROOT}/tickets", "{not json", content_type="application/json")
    assert response.status_code == 400
    assert problem_of(response)["title"] == "Bad Request"


def test_each_flaw_of_a_body_is_pointed_at():
    response = make_api().post("/tickets", {"type": "return", "items": [{"quantity": 0}], "colour": "red"})
    assert response.status_code == 422
    assert {flaw["pointer"] for flaw in problem_of(response)["errors"]} == {"#/items/0/quantity", "#/colour"}


def test_each_flaw_of_a_query_is_named():
    response = make_api().get("/tickets", size=1000)
    assert response.status_code == 422
    assert [flaw["pointer"] for flaw in problem_of(response)["errors"]] == ["size"]


@pytest.mark.parametrize("text", ["\x00", "Jana\ud800"])
def test_text_that_no_database_keeps_is_refused(text):
    response = make_api().post("/tickets", {"type": "return", "customer_name": text})
    assert response.status_code == 422


@pytest.mark.parametrize("place", ["field", "op", "value"])
def test_a_filter_with_half_a_character_is_refused(place):
    condition = {"field": "subject", "op": "is", "value": "x"} | {place: "\ud800"}
    response = make_api().get("/tickets", filter=json.dumps({"version": 1, "all": [condition]}))
    assert response.status_code == 422


def test_a_field_with_half_a_character_in_its_name_is_refused():
    assert make_api().patch(f"/tickets/{make_ticket().number}", {"\ud800": 1}).status_code == 422


def test_an_address_with_a_null_character_is_refused():
    assert make_api().client.get(f"{ROOT}/tickets?q=a%00b").status_code == 400
    assert make_api().client.get(f"{ROOT}/tickets/a%00b").status_code == 400


def test_problems_speak_the_language_that_was_asked_for(client):
    czech = client.get(f"{ROOT}/tickets", headers={"Accept-Language": "cs"})
    assert czech["Content-Language"] == "cs"


def test_answers_are_in_the_language_of_the_person_when_none_was_asked_for():
    api = Api(make_user(language="cs"))
    assert api.get("/me")["Content-Language"] == "cs"


def test_nothing_of_the_interface_is_kept_by_caches():
    assert make_api().get("/me")["Cache-Control"] == "no-store"


def test_a_fault_of_ours_is_a_problem_document_that_tells_nothing(monkeypatch):
    from amends.api.routers import setup

    def fail():
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(setup, "all_tags", fail)
    response = make_api().get("/tags")
    assert response.status_code == 500
    assert "secret" not in problem_of(response)["detail"]


def test_a_limited_agent_has_a_token_too():
    assert make_api(Role.LIMITED).get("/me").json()["user"]["role"] == "limited"


def test_the_tokens_of_pages_are_not_asked_for():
    api = Api(make_user())
    strict = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {api.secret}"})
    response = strict.post(f"{ROOT}/tickets/search", "{}", content_type="application/json")
    assert response.status_code == 200
