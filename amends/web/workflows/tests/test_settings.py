"""Types and workflows through the pages on which administrators set them up."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from amends.configured.actions import plain_values
from amends.journal.actors import Actor
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions.types import change_type
from amends.tickets.actions.workflow import change_draft
from amends.tickets.models import Status, TicketType, WorkflowDraft, WorkflowVersion
from amends.tickets.tests.make import claim, make_ticket, returns
from amends.tickets.workflows import editing
from amends.tickets.workflows.plans import Plan

pytestmark = pytest.mark.django_db

BOARD = "/settings/types/warranty_claim/workflow"


def signed_in(role: Role = Role.ADMINISTRATOR) -> Client:
    claim()
    client = Client()
    client.force_login(make_user(role))
    return client


def filled(type: TicketType, **changed: Any) -> dict[str, Any]:
    plain = plain_values(type)
    values = {f"name_{language}": name for language, name in plain["names"].items()}
    values |= {f"reason_{language}": text for language, text in plain["reason_names"].items()}
    values |= {name: plain[name] for name in ("colour", "icon", "prefix", "digits", "queue")}
    values |= {name: "on" for name in ("yearly", "is_default") if plain[name]}
    return {**values, "seen": json.dumps(plain), **changed}


def draft() -> WorkflowDraft:
    return WorkflowDraft.objects.get(type=claim())


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_but_administrators_sets_up_types_and_workflows(role: Role) -> None:
    client = signed_in(role)
    for path in ("/settings/types/new", "/settings/types/return", BOARD, f"{BOARD}/versions"):
        assert client.get(path).status_code == 403, path
    for path in ("/settings/types/return/retirement", f"{BOARD}/live", f"{BOARD}/statuses", f"{BOARD}/draft-removal"):
        assert client.post(path, {"version": "0"}).status_code == 403, path


@pytest.mark.req("R50", "R51", "R54")
def test_a_type_is_renamed_recoloured_and_given_other_numbers() -> None:
    client = signed_in()
    page = text_of(client.get("/settings/types/return"))
    assert "Return" in page
    changed = filled(returns(), name_cs="Vrácení", colour="#c2453d", prefix="V", digits="4", oldest_order_days="90")
    assert client.post("/settings/types/return", changed).status_code == 302
    row = returns()
    assert (row.names["cs"], row.colour, row.prefix, row.digits, row.oldest_order_days) == (
        *("Vrácení", "#c2453d", "V", 4),
        90,
    )
    history = text_of(client.get("/settings/types/return"))
    assert escape("Ticket type “Return” changed") in history


def test_what_cannot_be_is_said_at_its_field() -> None:
    client = signed_in()
    answer = client.post("/settings/types/return", filled(returns(), prefix="C"))
    assert answer.status_code == 422
    assert "Choose another prefix." in text_of(answer)
    answer = client.post("/settings/types/return", filled(returns(), name_en="", name_cs="", name_pl=""))
    assert answer.status_code == 422
    assert "Give it a name in at least one language." in text_of(answer)


def test_of_two_editors_of_a_type_the_second_is_told_at_the_field() -> None:
    client = signed_in()
    mine = filled(returns(), prefix="V")
    change_type(returns(), {"prefix": "Z"}, by=Actor.clock())
    answer = client.post("/settings/types/return", mine)
    assert answer.status_code == 422
    assert "Somebody else has changed this" in text_of(answer)
    assert returns().prefix == "Z"


@pytest.mark.parametrize(("start", "count"), [("helpdesk", 6), ("warranty_claim", 13), ("empty", 0)])
def test_a_type_begins_with_a_ready_made_workflow(start: str, count: int) -> None:
    client = signed_in()
    given = {"name_en": "Question", "prefix": "Q", "digits": "5", "colour": "#3b6fb5", "icon": "help-circle"}
    assert client.post("/settings/types/new", {**given, "yearly": "on", "start": start}).status_code == 302
    made = TicketType.objects.get(code="question")
    assert made.statuses.count() == count
    page = text_of(client.get("/settings/types/question/workflow"))
    assert page.count('class="wf-col"') == 5
    assert made.is_on_offer == bool(count)


def test_a_type_is_copied_with_its_workflow() -> None:
    client = signed_in()
    assert client.get("/settings/types/return/copy").status_code == 200
    given = filled(returns(), name_en="Paid service", name_cs="", name_pl="", prefix="S")
    assert client.post("/settings/types/return/copy", given).status_code == 302
    assert TicketType.objects.get(code="paid_service").statuses.count() == returns().statuses.count()


def test_a_type_of_ones_own_is_retired_and_used_again() -> None:
    client = signed_in()
    client.post(
        "/settings/types/return/copy", filled(returns(), name_en="Paid service", name_cs="", name_pl="", prefix="S")
    )
    client.post("/settings/types/paid_service/retirement")
    assert TicketType.objects.get(code="paid_service").is_retired
    assert "Use it again" in text_of(client.get("/settings/types/paid_service"))
    client.post("/settings/types/paid_service/restoration")
    assert not TicketType.objects.get(code="paid_service").is_retired
    assert client.post("/settings/types/return/retirement").status_code == 409


@pytest.mark.req("R52", "R55")
def test_a_workflow_is_changed_on_a_draft_reviewed_and_put_live() -> None:
    client = signed_in()
    make_ticket(status="waiting_supplier")
    given = {"version": "0", "phase": "resolving", "name_en": "Sent to service", "turn": "third"}
    answer = client.post(f"{BOARD}/statuses", given)
    assert answer["Location"].endswith("?status=sent_to_service")
    ways = {"version": "1", "way": ["sent_to_service", "waiting_customer"], "ticks": "to"}
    client.post(f"{BOARD}/statuses/assessing/ways", ways)
    client.post(f"{BOARD}/statuses/waiting_supplier/retirement", {"version": "2", "replacement": "sent_to_service"})
    page = text_of(client.get(f"{BOARD}?status=assessing"))
    assert "New status Sent to service in Resolving" in page
    assert "Assessing may also go to Sent to service" in page
    assert "Waiting for supplier retires, its 1 open ticket moves to Sent to service" in page
    assert not Status.objects.filter(code="warranty_claim.sent_to_service").exists()
    client.post(f"{BOARD}/live", {"version": "3"})
    row = Status.objects.get(code="warranty_claim.sent_to_service")
    assert row.tickets.count() == 1
    assert not WorkflowDraft.objects.exists()
    versions = text_of(client.get(f"{BOARD}/versions"))
    assert "live now" in versions
    client.post(f"{BOARD}/versions/1/draft", {"version": "0"})
    again = Plan.model_validate(draft().body)
    assert again.status("sent_to_service").retires  # type: ignore[union-attr]
    assert not again.status("waiting_supplier").retires  # type: ignore[union-attr]


def test_of_two_editors_of_a_draft_the_second_is_told_by_whom() -> None:
    client = signed_in()
    change_draft(
        claim(), lambda plan: editing.set_first(plan, "assessing"), seen=0, by=Actor.person(make_user(name="Petra"))
    )
    answer = client.post(f"{BOARD}/statuses/new/ways", {"version": "0", "way": ["assessing"]}, follow=True)
    assert "Petra has changed this draft" in text_of(answer)
    assert draft().version == 1
    refused = client.post(f"{BOARD}/live", {"version": "0"}, follow=True)
    assert "Petra has changed this draft" in text_of(refused)
    assert not WorkflowVersion.objects.exists()


def test_a_name_that_cannot_be_is_said_at_its_field_and_nothing_is_drafted() -> None:
    client = signed_in()
    answer = client.post(f"{BOARD}/statuses", {"version": "0", "phase": "new", "name_en": "Assessing", "turn": "ours"})
    assert answer.status_code == 422
    assert "There is one called “Assessing” already." in text_of(answer)
    assert not WorkflowDraft.objects.exists()


def test_a_workflow_without_a_first_status_is_not_put_live() -> None:
    client = signed_in()
    given = {"name_en": "Question", "prefix": "Q", "digits": "5", "colour": "#3b6fb5", "icon": "ticket"}
    client.post("/settings/types/new", {**given, "start": "empty"})
    answer = client.post("/settings/types/question/workflow/live", {"version": "1"}, follow=True)
    assert "A workflow needs at least one status." in text_of(answer)


def test_statuses_and_phases_are_moved_by_buttons() -> None:
    client = signed_in()
    client.post(f"{BOARD}/statuses/assessing/place", {"version": "0", "step": "right"})
    client.post(f"{BOARD}/phases/new/place", {"version": "1", "step": "right"})
    client.post(f"{BOARD}/phases", {"version": "2", "name_en": "Archive"})
    client.post(f"{BOARD}/phases/archive", {"version": "3", "name_en": "Attic"})
    plan = Plan.model_validate(draft().body)
    assert plan.phase_of("assessing").word == "decision"
    assert [phase.word for phase in plan.phases][:2] == ["acceptance", "new"]
    assert plan.phases[-1].names == {"en": "Attic"}
    client.post(f"{BOARD}/phases/archive/removal", {"version": "4"})
    assert len(Plan.model_validate(draft().body).phases) == 5


@pytest.mark.parametrize("version", ["", "x", "99999999999999", "-1"])
def test_a_version_that_cannot_be_changes_nothing(version: str) -> None:
    client = signed_in()
    change_draft(claim(), lambda plan: editing.set_first(plan, "assessing"), seen=0, by=Actor.clock())
    client.post(f"{BOARD}/live", {"version": version})
    client.post(f"{BOARD}/draft-removal", {"version": version})
    assert draft().version == 1


def test_what_is_not_there_is_told_as_absent() -> None:
    client = signed_in()
    assert client.get("/settings/types/nothing").status_code == 404
    assert client.get("/settings/types/nothing/workflow").status_code == 404
    assert client.post(f"{BOARD}/start", {"version": "0", "ready": "nothing"}).status_code == 404
    assert client.post(f"{BOARD}/versions/99/draft", {"version": "0"}).status_code == 404
    assert client.post(f"{BOARD}/statuses/nothing/ways", {"version": "0"}).status_code == 302


def test_the_board_asks_as_many_questions_however_many_tickets_there_are(django_assert_max_num_queries: Any) -> None:
    client = signed_in()
    for _number in range(3):
        make_ticket()
    client.get(BOARD)
    with django_assert_max_num_queries(25):
        client.get(BOARD)
