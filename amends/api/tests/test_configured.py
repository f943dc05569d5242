"""Queues and tags by programs: administrators set them up, others are refused."""

import pytest

from amends.api.tests.make import make_api
from amends.people.models import Role
from amends.tickets.models import Tag
from amends.tickets.tests.make import make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db


def test_an_administrator_adds_changes_retires_and_restores_a_tag() -> None:
    api = make_api(Role.ADMINISTRATOR)
    made = api.post("/tags", {"names": {"en": "Urgent"}, "colour": "#c2453d"})
    assert (made.status_code, made.json()["code"]) == (201, "urgent")
    changed = api.send("PATCH", "/tags/urgent", {"names": {"en": "Urgent", "cs": "Spěchá"}})
    assert (changed.json()["names"]["cs"], changed.json()["colour"]) == ("Spěchá", "#c2453d")
    assert api.put("/tags/urgent/retirement", {}).json()["retired_at"]
    assert api.get("/tags").json() == []
    assert api.send("DELETE", "/tags/urgent/retirement").json()["retired_at"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"names": {}}, "names"),
        ({"names": {"xx": "Quokka"}}, "names"),
        ({"names": {"en": "Calm"}}, "names"),
        ({"names": {"en": "Quokka"}, "colour": "red"}, "colour"),
    ],
)
def test_what_a_tag_cannot_be_is_a_problem_at_its_member(body: dict, field: str) -> None:
    make_tag("calm", names={"en": "Calm"})
    answer = make_api(Role.ADMINISTRATOR).post("/tags", body)
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field in answer.content.decode()
    assert Tag.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "member"),
    [
        ("/tags/calm", "names"),
        ("/tags/calm", "colour"),
        ("/tags/calm", "second_colour"),
        ("/queues/north", "names"),
        ("/custom-fields/serial", "names"),
        ("/custom-fields/serial", "helps"),
    ],
)
def test_null_changes_nothing_and_is_no_secret(address: str, member: str) -> None:
    """What can't be emptied is not emptied by null, and whoever sends it hears so instead of a 200."""
    make_tag("calm", names={"en": "Calm"})
    make_queue("north")
    api = make_api(Role.ADMINISTRATOR)
    api.post("/custom-fields", {"names": {"en": "Serial"}, "type": "text"})
    answer = api.patch(address, {member: None})
    assert answer.status_code == 422
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [f"#/{member}"]


def test_a_second_colour_is_taken_away_by_nothing_in_its_place() -> None:
    make_tag("calm", names={"en": "Calm"}, second_colour="#112233")
    answer = make_api(Role.ADMINISTRATOR).patch("/tags/calm", {"second_colour": ""})
    assert answer.json()["second_colour"] == ""
    assert Tag.objects.get().second_colour == ""


def test_a_queue_with_open_tickets_needs_another_in_its_place() -> None:
    old, _new = make_queue("north"), make_queue("south")
    make_ticket(queue=old)
    api = make_api(Role.ADMINISTRATOR)
    assert api.put("/queues/north/retirement", {}).status_code == 422
    assert api.put("/queues/north/retirement", {"replacement": "north"}).status_code == 422
    assert api.put("/queues/north/retirement", {"replacement": "nowhere"}).status_code == 404
    assert api.put("/queues/north/retirement", {"replacement": "south"}).status_code == 200


def test_a_retired_tag_is_given_to_no_ticket() -> None:
    ticket = make_ticket(tags=[make_tag("wombat")])
    api = make_api(Role.ADMINISTRATOR)
    api.put("/tags/wombat/retirement", {})
    assert api.send("DELETE", f"/tickets/{ticket.number}/tags/wombat").status_code in (200, 204)
    assert api.put(f"/tickets/{ticket.number}/tags/wombat").status_code == 422


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_else_sets_up(role: Role) -> None:
    make_tag("calm")
    api = make_api(role)
    assert api.post("/tags", {"names": {"en": "Mine"}}).status_code == 403
    assert api.send("PATCH", "/tags/calm", {"names": {"en": "Mine"}}).status_code in (403, 404)
    assert api.put("/tags/calm/retirement", {}).status_code in (403, 404)
    assert api.send("DELETE", "/tags/calm/retirement").status_code in (403, 404)
