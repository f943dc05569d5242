"""Two browsers in conflict over one field."""

from typing import Any

import pytest
from playwright.sync_api import expect

from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim, make_ticket
from amends.web.tickets.tests.test_fields_in_browser import LOOKS, sound

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def petra() -> User:
    claim()
    return make_user(name="Petra Malá")


@pytest.fixture
def marek() -> User:
    return make_user(name="Marek Dvořák")


def write(page: Any, code: str, value: str) -> None:
    page.locator(f"#change-{code}").click()
    page.locator(f"#set_{code}_value").fill(value)


def save(page: Any, code: str) -> None:
    page.locator(f"#set_{code}_value").press("Enter")


def conflict(visit: Any, petra: User, marek: User, ticket: Ticket, **look: Any) -> Any:
    """Petra's page with the question open: Marek has changed the carrier since she began."""
    hers, his = visit(petra, **look), visit(marek)
    for page, value in ((hers, "PPL"), (his, "GLS")):
        page.goto(f"/tickets/{ticket.number}")
        write(page, "carrier", value)
    save(his, "carrier")
    expect(his.locator("#about")).to_contain_text("GLS")
    save(hers, "carrier")
    expect(hers.locator("#three-ways")).to_contain_text("Marek Dvořák changed this")
    return hers


def test_of_two_browsers_the_second_is_asked_and_uses_theirs_an_edit_of_its_own_or_leaves_it(
    visit: Any, petra: User, marek: User
):
    ticket = make_ticket(carrier="DPD")
    page = conflict(visit, petra, marek, ticket)
    dialog, mine = page.locator("#three-ways"), page.locator("#mine_value")
    expect(dialog).to_contain_text("DPD")
    expect(dialog).to_contain_text("GLS")
    expect(mine).to_have_value("PPL")
    expect(mine).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert Ticket.objects.get().carrier == "GLS"
    page.locator("#change-carrier").click()
    expect(page.locator("#set_carrier_value")).to_have_value("PPL")
    save(page, "carrier")
    mine.fill("PPL and GLS")
    mine.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#about")).to_contain_text("PPL and GLS")
    expect(page.locator("#change-carrier")).to_be_focused()
    assert Ticket.objects.get().carrier == "PPL and GLS"
    page.reload()
    expect(page.locator("#set_carrier_value")).to_have_count(0)


def test_theirs_is_kept_and_mine_does_not_come_back(visit: Any, petra: User, marek: User):
    ticket = make_ticket(carrier="DPD")
    page = conflict(visit, petra, marek, ticket)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Keep theirs")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#three-ways")).to_have_count(0)
    expect(page.locator("#about")).to_contain_text("GLS")
    expect(page.locator("#change-carrier")).to_be_focused()
    page.reload()
    expect(page.locator("#about")).to_contain_text("GLS")
    expect(page.locator("#set_carrier_value")).to_have_count(0)


def test_a_third_change_in_between_asks_again_and_too_long_a_text_is_refused_in_the_question(
    visit: Any, petra: User, marek: User
):
    ticket = make_ticket(carrier="DPD")
    page = conflict(visit, petra, marek, ticket)
    Ticket.objects.update(carrier="UPS")
    page.get_by_role("button", name="Use mine").click()
    expect(page.locator("#three-ways .is-theirs")).to_contain_text("UPS")
    page.locator("#mine_value").fill("x" * 130)
    page.get_by_role("button", name="Use mine").click()
    expect(page.locator("#three-ways")).to_contain_text("too long")
    expect(page.locator("#mine_value")).to_have_value("x" * 130)
    page.locator("#mine_value").fill("PPL")
    page.get_by_role("button", name="Use mine").click()
    expect(page.locator("#about")).to_contain_text("PPL")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_in_the_question_of_a_text_and_of_a_choice(
    visit: Any, petra: User, marek: User, width: int, scheme: str
):
    ticket = make_ticket(carrier="DPD")
    page = conflict(visit, petra, marek, ticket, width=width, scheme=scheme)
    sound(page)
    page.shot(f"three-ways-text-{width}-{scheme}")
    page.get_by_role("link", name="Keep theirs").click()
    expect(page.locator("#three-ways")).to_have_count(0)
    page.locator("#change-priority").click()
    Ticket.objects.update(priority="low")
    page.get_by_role("button", name="Urgent").click()
    expect(page.locator("#three-ways")).to_contain_text("Urgent")
    expect(page.get_by_role("link", name="Keep theirs")).to_be_focused()
    sound(page)
    page.shot(f"three-ways-choice-{width}-{scheme}")
    page.get_by_role("button", name="Use mine").click()
    expect(page.locator("#change-priority")).to_contain_text("Urgent")
    expect(page.locator("#change-priority")).to_be_focused()


@pytest.mark.parametrize("language", ["cs", "pl"])
def test_in_czech_and_polish_on_a_phone(visit: Any, marek: User, language: str):
    claim()
    petra = make_user(name="Petra Malá", language=language)
    ticket = make_ticket(carrier="DPD")
    page = conflict_in(visit, petra, ticket)
    sound(page)
    page.shot(f"three-ways-{language}")


def conflict_in(visit: Any, reader: User, ticket: Ticket) -> Any:
    page = visit(reader, width=390)
    page.goto(f"/tickets/{ticket.number}")
    page.locator("#change-priority").click()
    Ticket.objects.update(priority="low")
    page.locator("button[name=priority][value=urgent]").click()
    expect(page.locator("#three-ways")).to_be_visible()
    return page


def test_without_script_the_same_three_stand_on_a_page(visit: Any, petra: User):
    ticket = make_ticket(carrier="DPD")
    page = visit(petra, script=False)
    page.goto(f"/tickets/{ticket.number}/fields/carrier")
    page.fill("main [name=value]", "PPL")
    Ticket.objects.update(carrier="GLS")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".is-theirs")).to_contain_text("GLS")
    expect(page.locator("#mine_value")).to_have_value("PPL")
    page.shot("three-ways-plain")
    page.get_by_role("button", name="Use mine").click()
    expect(page.locator("#about")).to_contain_text("PPL")
