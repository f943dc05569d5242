"""Types and the workflow board as an administrator sees and works them."""

from typing import Any

import pytest

from amends.journal.actors import Actor
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions.workflow import change_draft
from amends.tickets.models import Status, TicketType, WorkflowDraft
from amends.tickets.tests.make import claim, make_ticket
from amends.tickets.workflows import editing
from amends.tickets.workflows.plans import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(1440, "light", "en"), (1440, "dark", "cs"), (390, "light", "cs"), (390, "dark", "pl")]
BOARD = "/settings/types/warranty_claim/workflow"


def draft() -> Plan:
    return Plan.model_validate(WorkflowDraft.objects.get().body)


def add_forgotten(plan: Plan) -> Plan:
    plan, _word = editing.add_status(
        plan, phase="decision", names={"en": "Sent to service", "cs": "V servisu"}, turn="third"
    )
    return editing.retire_status(plan, "waiting_supplier", replacement="assessing")


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_the_pages_are_clean_for_everybody(visit: Any, width: int, scheme: str, language: str) -> None:
    admin = make_user(Role.ADMINISTRATOR, name="Petra Malá", language=language)
    claim()
    for code in ("waiting_supplier", "assessing", "assessing"):
        make_ticket(status=code)
    change_draft(claim(), add_forgotten, seen=0, by=Actor.person(admin))
    page = visit(admin, width=width, scheme=scheme)
    wrong = []
    pages = {"type": "/settings/types/return", "new-type": "/settings/types/new", "board": f"{BOARD}?status=assessing"}
    for name, address in pages.items():
        page.goto(address)
        page.shot(f"{name}-{width}-{scheme}", full_page=True)
        wrong += [f"{name}: {violation}" for violation in page.axe()]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        wrong += [f"{name} scrolls sideways"] if wide else []
    assert not wrong


@pytest.mark.req("R52", "R54", "R55")
def test_a_shop_invents_a_type_and_its_workflow_from_nothing(visit: Any) -> None:
    claim()
    page = visit(make_user(Role.ADMINISTRATOR))
    page.goto("/settings/types/new")
    page.get_by_label("English").first.fill("Question")
    page.get_by_label("Prefix").fill("Q")
    page.get_by_label("Workflow to begin with").select_option("empty")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/question/workflow")
    for name, turn in (("Asked", "ours"), ("Answered", "closed")):
        page.goto("/settings/types/question/workflow")
        form = page.locator("#new-status")
        if not form.evaluate("form => form.open"):
            form.locator("summary").click()
        form.get_by_role("textbox", name="English").fill(name)
        form.get_by_label("Whose turn is it?").select_option(turn)
        form.get_by_role("button", name="Add status").click()
        page.locator(".wf-card.is-picked", has_text=name).wait_for()
    page.locator("#card-asked").click()
    page.locator(".wf-card.is-picked", has_text="Asked").wait_for()
    page.get_by_label("Asked may go to Answered").check()
    page.locator(".wf-card.is-to", has_text="Answered").wait_for()
    page.get_by_role("button", name="Put live").click()
    page.get_by_text("Version 1 is live").wait_for()
    assert TicketType.objects.get(code="question").is_on_offer
    assert [way.target.code for way in Status.objects.get(code="question.asked").ways_out.all()] == [
        "question.answered"
    ]


def test_statuses_are_moved_by_keyboard_alone(visit: Any) -> None:
    claim()
    page = visit(make_user(Role.ADMINISTRATOR))
    page.goto(f"{BOARD}?status=new")
    page.locator("#card-new").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".wf-card.is-picked", has_text="Assessing").wait_for()
    page.locator("#card-assessing").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.locator('[data-phase="decision"] #card-assessing').wait_for()
    page.keyboard.press("m")
    assert draft().phase_of("assessing").word == "decision"
    page.locator("#card-approved_goods").focus()
    page.keyboard.press("Space")
    page.locator(".wf-draft", has_text="2 changes").wait_for()
    assert "approved_goods" not in draft().status("assessing").leads_to  # type: ignore[union-attr]
    page.locator("#card-assessing").focus()
    page.keyboard.press("F2")
    page.keyboard.type("Judging")
    page.keyboard.press("Enter")
    page.locator(".wf-card", has_text="Judging").wait_for()


def test_a_status_is_dragged_to_another_phase(visit: Any) -> None:
    claim()
    page = visit(make_user(Role.ADMINISTRATOR))
    page.goto(f"{BOARD}?status=new")
    page.locator('[data-word="goods_received"]').drag_to(page.locator('[data-phase="decision"] ul'))
    page.locator('[data-phase="decision"] #card-goods_received').wait_for()
    assert draft().phase_of("goods_received").word == "decision"


def test_two_browsers_in_conflict(visit: Any) -> None:
    claim()
    petra = make_user(Role.ADMINISTRATOR, name="Petra")
    first, second = visit(petra), visit(petra)
    first.goto(f"{BOARD}?status=new")
    second.goto(f"{BOARD}?status=new")
    first.get_by_label("New may go to Refunded").check()
    first.locator(".wf-draft").wait_for()
    second.get_by_label("New may go to Closed").click()
    second.get_by_text("Petra has changed this draft").wait_for()
    assert second.get_by_label("New may go to Refunded").is_checked()
    assert "closed" not in draft().status("new").leads_to  # type: ignore[union-attr]
