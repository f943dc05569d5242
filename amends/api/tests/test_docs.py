import pytest

from amends.api.docs import families
from amends.api.interface import api


@pytest.mark.django_db
def test_the_reference_tells_of_every_operation(client):
    page = client.get("/api/v1/docs").content.decode()
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            assert f"<b>{method.upper()}</b> {path}" in page
            assert told["summary"] in page


def test_every_operation_has_an_anchor_of_its_own():
    anchors = [operation.anchor for _family, operations in families() for operation in operations]
    assert len(anchors) == len(set(anchors))


def test_what_is_sent_is_shown_by_an_example_and_member_by_member():
    found = {operation.summary: operation for _family, operations in families() for operation in operations}
    create = found["Create a ticket"]
    assert create.scope == "write"
    assert '"type": ' in create.body_example
    assert "type" in {member.name for member in create.body if member.required}
    assert "Idempotency-Key" in {member.name for member in create.parameters}
    assert {answer.status for answer in create.answers} >= {"201", "401", "409", "422"}
