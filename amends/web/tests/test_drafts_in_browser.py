"""What somebody has typed survives leaving, Back and an ended session, in a real Chromium."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from amends.configured.actions import change_configured, plain_values
from amends.orders.tests.make import make_order
from amends.people.models import Role, User
from amends.people.tests.make import PASSWORD, make_user
from amends.tickets.models import Tag, Ticket
from amends.tickets.tests.make import claim, make_actor, make_field, make_tag, make_ticket, place

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


# --- Settings and smaller forms ---------------------------------------------------------------------------------------


@pytest.fixture
def forms() -> dict[str, tuple[str, str]]:
    """Where each form stands, and a field of it in which people write."""
    make_tag("vip")
    asked = make_field("damage", "lines", scope="product")
    place(asked)
    ticket = make_ticket()
    item = ticket.items.create(name="Mug", position=0)
    return {
        "new tag": ("/settings/tags/new", "#id_names_en"),
        "tag": ("/settings/tags/vip", "#id_names_cs"),
        "new queue": ("/settings/queues/new", "#id_names_en"),
        "new category": ("/settings/categories/new", "#id_names_pl"),
        "custom field": ("/settings/fields/new", "#id_helps_en"),
        "type": ("/settings/types/warranty_claim", "#id_name_cs"),
        "new type": ("/settings/types/new", "#id_name_en"),
        "product": (f"/tickets/{ticket.number}/products/{item.pk}", "textarea"),
        "view": ("/tickets/views/new?scope=open", "#id_name"),
    }


@pytest.mark.parametrize(
    "form", ["new tag", "tag", "new queue", "new category", "custom field", "type", "new type", "product", "view"]
)
def test_each_form_in_which_people_write_keeps_it_over_leaving_and_an_ended_session(visit: Any, form: str, forms):
    address, field = forms[form]
    page = visit(make_user(Role.ADMINISTRATOR, email="petra@kolo.example"))
    page.goto(address)
    page.locator(field).first.fill("Written with care")
    page.goto("/tickets")
    page.goto(address)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator(field).first).to_have_value("Written with care")
    Session.objects.all().delete()
    page.locator("main form[data-keeps]").evaluate("form => form.requestSubmit()")
    sign_in(page)
    expect(page.locator(field).first).to_have_value("Written with care")
    page.shot(f"draft-{form.replace(' ', '-')}")
    assert page.axe() == []


def test_a_kept_form_of_settings_goes_once_it_was_saved_and_writes_nothing_over(visit: Any, forms):
    page = visit(make_user(Role.ADMINISTRATOR, email="petra@kolo.example"))
    page.goto("/settings/tags/vip")
    page.fill("#id_names_cs", "Důležité")
    page.goto("/tickets")
    tag = Tag.objects.get(code="vip")
    change_configured(tag, {**plain_values(tag), "colour": "#c2453d"}, by=make_actor())
    page.goto("/settings/tags/vip")
    expect(page.locator("#id_names_cs")).to_have_value("Důležité")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)
    tag.refresh_from_db()
    assert (tag.names["cs"], tag.colour) == ("Důležité", "#c2453d")
    page.reload()
    expect(page.get_by_text(BACK)).to_have_count(0)
