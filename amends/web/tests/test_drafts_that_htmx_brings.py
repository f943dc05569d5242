"""What somebody has typed into a form that came while they worked survives leaving, Back and an ended session."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from amends.people.models import Role, User
from amends.people.tests.make import PASSWORD, make_user
from amends.tickets.models import FieldOption, Ticket
from amends.tickets.tests.make import claim, make_field, make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

BACK = "What you had begun here is back."
BOARD = "/settings/types/warranty_claim/workflow"


@pytest.fixture
def boss() -> User:
    claim()
    return make_user(Role.ADMINISTRATOR, name="Petra Malá", email="petra@kolo.example")


def come_back_signed_in(page: Any) -> None:
    expect(page.get_by_text("Your session ended. Sign in to go on.")).to_be_visible()
    page.get_by_label("E-mail").fill("petra@kolo.example")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def is_back(page: Any, field: str, text: str) -> None:
    expect(page.locator(field)).to_have_value(text)
    expect(page.get_by_text(BACK).first).to_be_visible()


def leave_and_come_back(page: Any, address: str) -> None:
    page.goto("/tickets")
    page.goto(address)


# --- the board of a workflow ------------------------------------------------------------------------------------------


def test_the_name_of_another_status_is_there_again_with_the_status_chosen(visit: Any, boss: User):
    page = visit(boss)
    page.goto(BOARD)
    page.locator("#card-assessing").click()
    expect(page.locator("#card-assessing")).to_have_attribute("aria-current", "true")
    page.fill("#id_name_cs", "Pečlivě posuzujeme")
    page.goto("/tickets")
    page.go_back()
    is_back(page, "#id_name_cs", "Pečlivě posuzujeme")
    expect(page.locator("#card-assessing")).to_have_attribute("aria-current", "true")
    page.shot("draft-on-the-board")
    assert page.axe() == []
    Session.objects.all().delete()
    page.get_by_role("button", name="Save into the draft").click()
    come_back_signed_in(page)
    is_back(page, "#id_name_cs", "Pečlivě posuzujeme")
    page.get_by_role("button", name="Save into the draft").click()
    expect(page.get_by_text("1 change not live yet")).to_be_visible()
    leave_and_come_back(page, BOARD)
    expect(page.get_by_text("1 change not live yet")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_what_is_typed_about_a_status_outlasts_ticks_and_other_statuses(visit: Any, boss: User):
    page = visit(boss)
    page.goto(f"{BOARD}?status=assessing")
    page.fill("#id_name_cs", "Pečlivě posuzujeme")
    page.locator(".wf-card input[type=checkbox]").first.click()
    expect(page.get_by_text("1 change not live yet")).to_be_visible()
    is_back(page, "#id_name_cs", "Pečlivě posuzujeme")
    page.locator("#card-new").click()
    expect(page.locator("#card-new")).to_have_attribute("aria-current", "true")
    expect(page.locator("#id_name_cs")).not_to_have_value("Pečlivě posuzujeme")
    page.locator("#card-assessing").click()
    is_back(page, "#id_name_cs", "Pečlivě posuzujeme")
    page.get_by_role("button", name="Save into the draft").click()
    expect(page.get_by_text("2 changes not live yet")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_a_status_that_a_colleague_changed_meanwhile_is_not_written_over_unawares(visit: Any, boss: User):
    page, other = visit(boss), visit(boss)
    for one in (page, other):
        one.goto(f"{BOARD}?status=assessing")
    page.fill("#id_name_cs", "Pečlivě posuzujeme")
    other.fill("#id_name_cs", "Rychle posuzujeme")
    other.get_by_role("button", name="Save into the draft").click()
    expect(other.get_by_text("1 change not live yet")).to_be_visible()
    leave_and_come_back(page, f"{BOARD}?status=assessing")
    is_back(page, "#id_name_cs", "Pečlivě posuzujeme")
    page.get_by_role("button", name="Save into the draft").click()
    expect(page.get_by_text("Meanwhile this status was changed.").first).to_be_visible()
    expect(page.locator("#id_name_cs")).to_have_value("Pečlivě posuzujeme")
    page.get_by_role("button", name="Save into the draft").click()
    expect(page.locator("#card-assessing")).to_be_visible()
    expect(page.get_by_text("Meanwhile this status was changed.")).to_have_count(0)


@pytest.mark.parametrize(("section", "field", "button"), [
    ("New status", "#id_new_name_en", "Add status"),
    ("New phase", "#id_phase_name_en", "Add phase"),
])  # fmt: skip
def test_a_new_status_or_phase_is_there_again_in_its_open_section(
    visit: Any, boss: User, section: str, field: str, button: str
):
    page = visit(boss)
    page.goto(BOARD)
    page.locator("summary", has_text=section).click()
    page.fill(field, "Expertise")
    leave_and_come_back(page, BOARD)
    is_back(page, field, "Expertise")
    expect(page.locator(field)).to_be_visible()
    Session.objects.all().delete()
    page.get_by_role("button", name=button).click()
    come_back_signed_in(page)
    is_back(page, field, "Expertise")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("1 change not live yet")).to_be_visible()
    leave_and_come_back(page, BOARD)
    expect(page.locator(field)).to_have_value("")


# --- forms and fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["staff", "portal"])
def test_a_form_in_the_making_is_there_again_as_it_was_arranged(visit: Any, boss: User, reader: str):
    make_field("damage", "lines")
    address = f"/settings/forms/warranty_claim/{reader}"
    page = visit(boss)
    page.goto(address)
    page.get_by_role("button", name="Put Damage on the form").click()
    expect(page.locator("#card-damage")).to_be_visible()
    page.fill("#name-cs", "Co se rozbilo")
    page.goto("/tickets")
    page.go_back()
    is_back(page, "#name-cs", "Co se rozbilo")
    expect(page.locator("#card-damage")).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.shot(f"draft-of-a-form-{reader}")
    assert page.axe() == []
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    come_back_signed_in(page)
    is_back(page, "#name-cs", "Co se rozbilo")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The form was saved")).to_be_visible()
    leave_and_come_back(page, address)
    expect(page.locator("#card-damage")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_a_form_whose_changes_were_discarded_stays_discarded(visit: Any, boss: User):
    make_field("damage", "lines")
    address = "/settings/forms/warranty_claim/staff"
    page = visit(boss)
    page.goto(address)
    page.get_by_role("button", name="Put Damage on the form").click()
    page.get_by_role("link", name="Discard").click()
    expect(page.locator("#card-damage")).to_have_count(0)
    leave_and_come_back(page, address)
    expect(page.get_by_text(BACK)).to_have_count(0)
    expect(page.locator("#card-damage")).to_have_count(0)


def test_the_options_of_a_field_are_there_again(visit: Any, boss: User):
    make_field("colour", "choice", options=["red"])
    address = "/settings/fields/colour"
    page = visit(boss)
    page.goto(address)
    field = "#options input[type=text] >> nth=1"
    page.locator(field).fill("Červená jako rak")
    leave_and_come_back(page, address)
    is_back(page, field, "Červená jako rak")
    page.shot("draft-of-options")
    assert page.axe() == []
    Session.objects.all().delete()
    page.get_by_role("button", name="Save the options").click()
    come_back_signed_in(page)
    is_back(page, field, "Červená jako rak")
    page.get_by_role("button", name="Save the options").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    assert FieldOption.objects.get().names["cs"] == "Červená jako rak"
    leave_and_come_back(page, address)
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_a_field_edited_in_place_opens_again_with_what_was_typed(visit: Any, boss: User):
    ticket = make_ticket(subject="Broken")
    address = f"/tickets/{ticket.number}"
    page = visit(boss)
    page.goto(address)
    page.locator("#change-subject").click()
    page.fill("#set_subject_value", "The derailleur is bent")
    page.goto("/tickets")
    page.go_back()
    is_back(page, "#set_subject_value", "The derailleur is bent")
    expect(page.locator("#set_subject_value")).to_be_visible()
    page.shot("draft-in-place")
    assert page.axe() == []
    Session.objects.all().delete()
    page.locator("#set_subject").get_by_role("button", name="Save").click()
    come_back_signed_in(page)
    is_back(page, "#set_subject_value", "The derailleur is bent")
    page.locator("#set_subject").get_by_role("button", name="Save").click()
    expect(page.locator(".tk-title")).to_contain_text("The derailleur is bent")
    leave_and_come_back(page, address)
    expect(page.locator("#set_subject_value")).to_have_count(0)


def test_a_value_that_somebody_changed_meanwhile_is_told_when_the_draft_is_saved(visit: Any, boss: User):
    ticket = make_ticket(subject="Broken")
    page = visit(boss)
    page.goto(f"/tickets/{ticket.number}")
    page.locator("#change-subject").click()
    page.fill("#set_subject_value", "Mine")
    page.goto("/tickets")
    Ticket.objects.update(subject="Theirs")
    page.goto(f"/tickets/{ticket.number}")
    is_back(page, "#set_subject_value", "Mine")
    page.locator("#set_subject").get_by_role("button", name="Save").click()
    expect(page.locator("#three-ways")).to_contain_text("Theirs")
    expect(page.locator("#mine_value")).to_have_value("Mine")
    page.keyboard.press("Escape")
    leave_and_come_back(page, f"/tickets/{ticket.number}")
    is_back(page, "#set_subject_value", "Mine")
