"""Mistakes on a new ticket, in a real Chromium: said where they are, before anything is sent where that can be."""

from typing import Any

import pytest
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from playwright.sync_api import expect

from amends.orders.tests.make import make_order
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.habits import remember_habit
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim, make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def agent() -> User:
    claim()
    return make_user(name="Petra Malá")


def create(page: Any) -> None:
    page.locator(".nt-foot").get_by_role("button", name="Create ticket").click()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_quantity_that_was_not_ordered_is_refused_at_the_row_of_the_product(visit: Any, agent: User, width: int):
    make_order(customer_name="Jana Dvořáková", items=2)
    page = visit(agent, width=width)
    page.goto("/tickets/new")
    page.locator("#find").press_sequentially("dvo")
    expect(page.locator("#hits .hit.is-on")).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Include all products").click()
    expect(page.locator(".nt-table input[type=checkbox]").nth(1)).to_be_checked()
    quantity = page.get_by_label("Quantity of Product 2")
    quantity.fill("5")
    create(page)
    expect(quantity).to_have_attribute("aria-invalid", "true")
    expect(quantity).to_have_value("5")
    room = """field => {
        const { paddingLeft, paddingRight } = getComputedStyle(field);
        return field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    }"""
    assert quantity.evaluate(room) > 20  # what was refused can be read
    wrong = page.locator(".nt-wrong")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("Product 2")
    expect(page.locator(".alert-danger li")).to_have_count(1)
    expect(page.get_by_label("Quantity of Product 1")).not_to_have_attribute("aria-invalid", "true")
    page.locator(".alert-danger").get_by_role("link", name="Product 2").click()
    expect(quantity).to_be_focused()
    assert page.axe() == []
    page.shot(f"new-wrong-row-{width}", full_page=True)
    quantity.fill("1")
    create(page)
    page.wait_for_url("**/tickets/C*")
    assert Ticket.objects.get().items.count() == 2


def test_each_mistake_is_said_once_at_its_field_and_named_in_the_summary(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    create(page)
    sentence = "Enter the customer: a name or an e-mail address."
    expect(page.get_by_text(sentence)).to_have_count(1)
    expect(page.locator(".alert-danger").get_by_role("link", name="Name", exact=True)).to_be_visible()


def test_a_file_that_the_server_would_refuse_is_refused_when_it_is_chosen_in_the_same_words(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    most = settings.FILES_MAX_BYTES
    page.evaluate(
        """most => {
            const chosen = new DataTransfer();
            chosen.items.add(new File([new Uint8Array(most + 1)], "film.pdf"));
            chosen.items.add(new File(["x"], "note.txt"));
            const field = document.getElementById("files");
            field.files = chosen.files;
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        most,
    )
    size = filesizeformat(most)
    said = page.locator("[data-files-refused]")
    expect(said).to_have_text(
        f"film.pdf is too large: it has {size}, and {size} is the most. Make it smaller or send it in parts."
    )
    expect(page.locator("[data-drop-list] .file")).to_have_count(1)
    page.locator("#files").set_input_files({"name": "empty.txt", "mimeType": "text/plain", "buffer": b""})
    expect(said).to_have_text("empty.txt is empty. Check the file and choose it again.")
    page.locator("#files").set_input_files({"name": "run.exe", "mimeType": "text/plain", "buffer": b"MZ"})
    expect(said).to_contain_text("Files like run.exe can’t be uploaded.")
    page.locator("#files").set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    expect(said).to_have_count(0)


def test_a_tick_that_is_remembered_says_so_and_stops_saying_it_once_it_is_taken_away(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    expect(page.get_by_text("ticked as last time")).to_have_count(0)
    remember_habit(agent, notify_customer=True, assign_to_me=False)
    page.reload()
    expect(page.get_by_label("Notify the customer")).to_be_checked()
    expect(page.get_by_text("ticked as last time")).to_be_visible()
    assert page.axe() == []
    page.shot("new-remembered")
    page.get_by_label("Notify the customer").uncheck()
    expect(page.get_by_text("ticked as last time")).to_be_hidden()


RINGS = r"""() => {
    const drawn = element => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        if (element.matches(".visually-hidden")) return 0; // its label shows it
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0)
            + / 0px 0px 0px [1-9]\d*px($|,)/.test(boxShadow);
    };
    let rings = 0;
    for (let element = document.activeElement; element && element !== document.body; element = element.parentElement)
        rings += drawn(element);
    return [document.activeElement.outerHTML.slice(0, 120), rings];
}"""


@pytest.mark.parametrize("path", ["/tickets/new", "/tickets?scope=open", "ticket", "/activities/new"])
def test_whatever_has_the_focus_has_one_ring(visit: Any, agent: User, path: str):
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}" if path == "ticket" else path)
    wrong = {}
    for _step in range(45):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        shown, rings = page.evaluate(RINGS)
        if rings > 1:
            wrong[shown] = rings
    assert not wrong


def test_ctrl_enter_creates_the_ticket_from_the_field_that_finds_orders_too(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    page.fill("#id_customer_name", "Jana Dvořáková")
    page.locator("#find").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/C*")
    assert Ticket.objects.get().customer_name == "Jana Dvořáková"
