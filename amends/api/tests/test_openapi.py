"""The contract: a change of the interface is a change of tests/snapshots/openapi.json, seen in review."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

from amends.api.interface import api
from amends.api.tests.make import make_api, problem_of

SNAPSHOT = Path(settings.ROOT) / "tests" / "snapshots" / "openapi.json"


def described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def test_the_interface_is_the_one_that_was_agreed():
    """A wanted change: run this test with AMENDS_SNAPSHOTS=write and commit the file."""
    told = json.dumps(described(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("AMENDS_SNAPSHOTS") == "write":
        SNAPSHOT.parent.mkdir(parents=True, exist_ok=True)
        SNAPSHOT.write_text(told)
    assert SNAPSHOT.read_text() == told


def operations() -> list[tuple[str, str, dict]]:
    return [(method, path, told) for path, methods in described()["paths"].items() for method, told in methods.items()]


@pytest.mark.parametrize(("method", "path", "told"), operations(), ids=lambda value: str(value)[:60])
def test_every_operation_has_a_name_a_family_and_its_problems(method, path, told):
    assert told["summary"]
    assert len(told["tags"]) == 1
    assert {"400", "401", "403"} <= set(told["responses"])
    problem = told["responses"]["401"]["content"]["application/problem+json"]["schema"]
    assert problem == {"$ref": "#/components/schemas/Problem"}


@pytest.mark.parametrize(("method", "path", "told"), operations(), ids=lambda value: str(value)[:60])
def test_every_operation_that_changes_something_asks_for_more_than_reading(method, path, told):
    (scheme,) = (name for requirement in told["security"] for name in requirement)
    reads = method == "get" or path.endswith("/search")
    assert (scheme == "ReadToken") is reads


@pytest.mark.parametrize(("method", "path", "told"), operations(), ids=lambda value: str(value)[:60])
def test_no_operation_answers_a_stranger(client, method, path, told):
    response = client.generic(method.upper(), path.replace("{", "").replace("}", ""), "{}")
    assert response.status_code in {401, 404}
    assert problem_of(response)


def test_every_reference_in_the_description_leads_somewhere():
    text = json.dumps(described())
    known = described()["components"]["schemas"]
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= set(known)


@pytest.mark.django_db
def test_the_description_can_be_read_by_everybody(client):
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["openapi"] == "3.1.0"
    assert make_api().get("/openapi.json").status_code == 200
