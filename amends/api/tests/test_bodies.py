"""What is sent is bounded before it is parsed, and told of briefly."""

import json
from typing import Any

import pytest

from amends.api.bodies import DEEPEST, MOST_BYTES, MOST_VALUES
from amends.api.problems import MOST_TOLD
from amends.api.tests.make import ROOT, Api, make_api, problem_of
from amends.people.models import Role

pytestmark = pytest.mark.django_db


def sent(api: Api, path: str, text: str, content_type: str = "application/json") -> Any:
    return api.client.generic("POST", ROOT + path, text, content_type=content_type)


def nested(depth: int) -> str:
    return '{"filter":' + '{"all":[' * depth + "]}" * depth + "}"


PATHS = ["/tickets/search", "/tickets", "/rules", "/activities/search"]


@pytest.mark.parametrize("path", PATHS)
def test_more_json_than_makes_sense_is_not_parsed(path):
    response = sent(make_api(Role.ADMINISTRATOR), path, json.dumps({"subject": "x" * MOST_BYTES}))
    assert (response.status_code, problem_of(response)["detail"]) == (413, "The request is too big.")


def test_json_that_calls_itself_a_form_is_bounded_as_well():
    body = json.dumps({"subject": "x" * MOST_BYTES})
    response = sent(make_api(), "/tickets", body, "multipart/form-data; boundary=x")
    assert response.status_code == 400
    assert problem_of(response)["code"] == "body_refused"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"filter": {"all": [None] * MOST_VALUES}}),
        json.dumps({"when": {f"unknown-{number}": 1 for number in range(MOST_VALUES)}}),
        json.dumps({f"unknown-{number}": 1 for number in range(MOST_VALUES)}),
        nested(DEEPEST),
        nested(20_000),
        "[" * 500_000,
    ],
    ids=["nulls", "unknown keys", "unknown members", "deep", "deeper", "deepest"],
)
def test_giants_are_refused_before_anybody_looks_what_is_wrong_with_them(path, text):
    response = sent(make_api(Role.ADMINISTRATOR), path, text)
    assert response.status_code == 400
    problem = problem_of(response)
    assert problem["code"] == "body_refused"
    assert len(response.content) < 1000
    assert str(DEEPEST) in problem["detail"] or str(MOST_VALUES) in problem["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tickets", {f"unknown-{number}": 1 for number in range(1000)}),
        ("/tickets", {"type": "return", "items": [{"code": None}] * 200}),
        ("/tickets/search", {"filter": {"all": [{"field": "x", "op": "y"}] * 100}}),
        ("/tickets/search", {"filter": {"all": [None] * 1000}}),
        ("/tickets/search", {"filter": {"all": [{f"unknown-{number}": 1 for number in range(1000)}]}}),
        ("/rules", {"name": "x", "steps": [{"step": "y"}] * 50}),
    ],
)
def test_at_most_twenty_flaws_are_told(path, body):
    response = make_api(Role.ADMINISTRATOR).post(path, body)
    assert response.status_code == 422
    assert 0 < len(problem_of(response)["errors"]) <= MOST_TOLD
    assert len(response.content) < 10_000


def test_what_fits_is_taken():
    api = make_api()
    tags = {"field": "tags", "op": "has_any", "value": ["x"]}
    assert api.post("/tickets/search", {"filter": {"all": [tags] * 100}}).status_code in (200, 422)
    items = [{"name": "Mug", "code": f"M-{number}", "quantity": 1, "reason": "broken"} for number in range(200)]
    made = api.post("/tickets", {"type": "return", "customer_name": "Jana", "items": items})
    assert made.status_code == 201


def test_a_long_value_of_a_condition_is_refused_whatever_its_type():
    api = make_api()
    for field, op in (("subject", "contains"), ("created", "after"), ("status", "is"), ("created", "within_last_days")):
        response = api.post(
            "/tickets/search", {"filter": {"all": [{"field": field, "op": op, "value": "9" * 500_000}]}}
        )
        assert response.status_code == 422
        assert "too long" in problem_of(response)["detail"]
        assert len(response.content) < 1000
