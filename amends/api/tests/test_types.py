"""Types and workflows set up by programs."""

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.journal.actors import Actor
from amends.people.models import Role, Scope
from amends.tickets.actions.workflow import change_draft
from amends.tickets.models import Status, TicketType
from amends.tickets.tests.make import claim, make_ticket, status
from amends.tickets.workflows import editing

pytestmark = pytest.mark.django_db

NEW = {"names": {"en": "Question"}, "prefix": "Q", "start": "helpdesk"}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_but_administrators_sets_up_types_and_statuses(role: Role) -> None:
    api = make_api(role)
    asked = [
        ("POST", "/types", NEW),
        ("PATCH", "/types/return", {"digits": 6}),
        ("POST", "/types/return/statuses", {"names": {"en": "X"}, "phase": "new"}),
        ("PATCH", "/statuses/return.new", {"names": {"en": "X"}}),
        ("PUT", "/statuses/return.closed/retirement", {}),
    ]
    for method, path, body in asked:
        assert api.send(method, path, body).status_code == 403, path
    assert not TicketType.objects.filter(code="question").exists()


def test_a_token_without_the_scope_sets_up_nothing() -> None:
    assert make_api(Role.ADMINISTRATOR, Scope.WRITE).post("/types", NEW).status_code == 403


@pytest.mark.req("R51", "R54")
def test_a_type_is_made_changed_copied_and_retired() -> None:
    api = make_api(Role.ADMINISTRATOR)
    made = api.post("/types", NEW)
    assert made.status_code == 201
    assert (made.json()["code"], len(made.json()["statuses"])) == ("question", 6)
    changed = api.patch("/types/question", {"digits": 4, "oldest_order_days": 90}).json()
    assert (changed["digits"], changed["oldest_order_days"], changed["prefix"]) == (4, 90, "Q")
    copied = api.post("/types", {"names": {"en": "Repair"}, "prefix": "P", "copy_of": "question"})
    assert (copied.json()["digits"], len(copied.json()["statuses"])) == (4, 6)
    assert api.put("/types/repair/retirement").json()["is_retired"]
    assert not api.delete("/types/repair/retirement").json()["is_retired"]
    assert api.put("/types/return/retirement").status_code == 409


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**NEW, "prefix": "C"}, "#/prefix"),
        ({**NEW, "names": {}}, "#/names"),
        ({**NEW, "names": {"xx": "Quokka"}}, "#/names"),
        ({**NEW, "colour": "red"}, "#/colour"),
        ({**NEW, "queue": "nothing"}, "#/queue"),
        ({**NEW, "start": "nothing"}, "#/start"),
        ({**NEW, "copy_of": "nothing"}, "#/copy_of"),
        ({**NEW, "digits": 99}, "#/digits"),
        ({**NEW, "nonsense": 1}, "#/nonsense"),
    ],
)
def test_what_cannot_be_is_pointed_at(body: dict, pointer: str) -> None:
    answer = make_api(Role.ADMINISTRATOR).post("/types", body)
    assert answer.status_code == 422
    assert [flaw["pointer"] for flaw in problem_of(answer)["errors"]] == [pointer]


@pytest.mark.req("R52", "R55")
def test_statuses_are_added_changed_and_retired_at_once() -> None:
    api = make_api(Role.ADMINISTRATOR)
    ticket = make_ticket(status="waiting_supplier")
    body = {"names": {"en": "In service"}, "phase": "resolving", "turn": "third"}
    ways = {"leads_to": ["warranty_claim.assessing"], "comes_from": ["warranty_claim.assessing"]}
    added = api.post("/types/warranty_claim/statuses", {**body, **ways})
    assert added.status_code == 201
    assert (added.json()["code"], added.json()["leads_to"]) == (
        "warranty_claim.in_service",
        ["warranty_claim.assessing"],
    )
    changed = api.patch("/statuses/warranty_claim.in_service", {"names": {"en": "At the service"}, "phase": "decision"})
    assert (changed.json()["name"], changed.json()["phase"]) == ("At the service", "decision")
    gone = api.put("/statuses/warranty_claim.waiting_supplier/retirement", {"replacement": "warranty_claim.in_service"})
    assert gone.json()["is_retired"]
    ticket.refresh_from_db()
    assert ticket.status == Status.objects.get(code="warranty_claim.in_service")


def test_the_first_status_and_one_with_open_tickets_are_not_retired_just_so() -> None:
    api = make_api(Role.ADMINISTRATOR)
    make_ticket(status="waiting_supplier")
    assert api.put("/statuses/warranty_claim.new/retirement", {}).status_code == 409
    answer = api.put("/statuses/warranty_claim.waiting_supplier/retirement", {})
    assert [flaw["pointer"] for flaw in problem_of(answer)["errors"]] == ["#/replacement"]
    assert not status("waiting_supplier").is_retired


def test_a_draft_of_somebody_is_not_overtaken() -> None:
    api = make_api(Role.ADMINISTRATOR)
    change_draft(claim(), lambda plan: editing.set_first(plan, "assessing"), seen=0, by=Actor.clock())
    answer = api.patch("/statuses/warranty_claim.new", {"names": {"en": "Fresh"}})
    assert problem_of(answer)["code"] == "draft_moved_on"
    assert answer.status_code == 409
