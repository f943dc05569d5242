"""What somebody has typed survives leaving, Back and an ended session, in a real Chromium."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from amends.orders.tests.make import make_order
from amends.people.models import User
from amends.people.tests.make import PASSWORD, make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim, make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

BACK = "What you had begun here is back."
FILES = "Choose files once more."


@pytest.fixture
def agent() -> User:
    claim()
    return make_user(name="Petra Malá", email="petra@kolo.example")


def sign_in(page: Any, email: str = "petra@kolo.example") -> None:
    expect(page.get_by_text("Your session ended. Sign in to go on.")).to_be_visible()
    page.get_by_label("E-mail").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_new_ticket_left_by_back_is_there_again_with_its_order_and_products(visit: Any, agent: User):
    make_order(customer_name="Jana Dvořáková", items=2)
    page = visit(agent)
    page.goto("/tickets")
    page.keyboard.press("c")
    page.wait_for_url("**/tickets/new")
    page.locator("#find").press_sequentially("dvo")
    expect(page.locator("#hits .hit.is-on")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#id_customer_name")).to_have_value("Jana Dvořáková")
    page.get_by_role("button", name="Include all products").click()
    expect(page.locator(".nt-table input[type=checkbox]").first).to_be_checked()
    page.fill("#id_description", "The derailleur is bent")
    page.go_back()
    page.wait_for_url("**/tickets")
    page.goto("/tickets/new")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("#id_description")).to_have_value("The derailleur is bent")
    expect(page.locator("#id_customer_name")).to_have_value("Jana Dvořáková")
    expect(page.locator(".nt-table input[type=checkbox]").nth(1)).to_be_checked()
    assert page.axe() == []
    expect(page.get_by_text(FILES)).to_have_count(0)
    page.shot("draft-is-back")
    page.locator(".nt-foot").get_by_role("button", name="Create ticket").click()
    page.wait_for_url(f"**/tickets/{Ticket.objects.get().number}")
    page.goto("/tickets/new")
    expect(page.locator("#id_description")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_a_session_that_ends_while_one_types_costs_a_password_and_nothing_else(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    page.fill("#id_customer_name", "Jana Dvořáková")
    page.fill("#id_description", "The derailleur is bent")
    Session.objects.all().delete()
    page.locator(".nt-foot").get_by_role("button", name="Create ticket").click()
    page.shot("session-ended")
    assert page.axe() == []
    sign_in(page)
    page.wait_for_url("**/tickets/new")
    expect(page.locator("#id_customer_name")).to_have_value("Jana Dvořáková")
    expect(page.locator("#id_description")).to_have_value("The derailleur is bent")
    assert not Ticket.objects.exists()


def test_an_activity_written_on_a_ticket_survives_the_end_of_the_session(visit: Any, agent: User):
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    page.fill("#id_name", "Call the customer")
    Session.objects.all().delete()
    page.get_by_role("button", name="Create activity").click()
    sign_in(page)
    page.wait_for_url(f"**/tickets/{ticket.number}")
    expect(page.locator("#id_name")).to_have_value("Call the customer")
    page.get_by_role("button", name="Create activity").click()
    expect(page.locator(".chain")).to_contain_text("Call the customer")
    expect(page.locator("#id_name")).to_have_value("")
    page.reload()
    expect(page.locator("#id_name")).to_have_value("")


def test_a_draft_can_be_begun_anew_and_is_nobody_elses(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/activities/new")
    page.fill("#id_name", "Only mine")
    page.goto("/activities")
    page.goto("/activities/new")
    expect(page.locator("#id_name")).to_have_value("Only mine")
    other = make_user(name="Jan Jiný", email="jan@kolo.example")
    Session.objects.all().delete()
    page.reload()
    sign_in(page, other.email)
    page.wait_for_url("**/activities/new")
    expect(page.locator("#id_name")).to_have_value("")
    Session.objects.all().delete()
    page.reload()
    sign_in(page)
    page.get_by_role("button", name="Start anew").click()
    expect(page.locator("#id_name")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_signing_out_leaves_nothing_typed_in_the_browser(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/activities/new")
    page.fill("#id_name", "Jana Dvořáková is unwell")
    page.goto("/account/logout/")
    assert page.evaluate("localStorage.length") == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")
    assert page.evaluate("localStorage.length") == 0


def test_what_was_refused_comes_back_from_the_server_and_is_kept(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/activities/new")
    page.fill("#id_description", "Ask for a photo")
    page.get_by_role("button", name="Create activity").click()
    expect(page.locator(".alert-danger")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)
    page.goto("/activities")
    page.goto("/activities/new")
    expect(page.locator("#id_description")).to_have_value("Ask for a photo")


def test_whoever_had_chosen_files_is_told_to_choose_them_once_more(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    page.fill("#id_description", "The derailleur is bent")
    page.locator("#files").set_input_files({"name": "note.txt", "mimeType": "text/plain", "buffer": b"x"})
    for _time in range(2):  # coming back once more tells it once more
        page.goto("/tickets")
        page.goto("/tickets/new")
        expect(page.get_by_text(f"{BACK} {FILES}")).to_be_visible()
