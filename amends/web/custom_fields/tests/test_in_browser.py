"""Custom fields in a real browser: invented, put on a form, filled in and asked for."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import PlacedDraft, SectionDraft, arrange_form, layout_of
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim, make_actor, make_field, make_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(1440, "light", "en"), (1440, "dark", "cs"), (390, "light", "cs"), (390, "dark", "pl")]
FORM = "/settings/forms/warranty_claim/staff"


def furnish() -> None:
    make_field(
        "happened", "choice", options=("in_use", "fall"), names={"en": "How it happened", "cs": "Jak k tomu došlo"}
    )
    make_field("problem", "lines", names={"en": "Description of the problem", "cs": "Popis závady", "pl": "Opis wady"})
    make_field("account", "iban", names={"en": "Account for the refund", "cs": "Účet pro vrácení peněz"})
    make_field("since", "date", names={"en": "Date of first use", "cs": "Datum prvního použití"}, is_searched=True)
    make_field("fault", "text", scope="product", names={"en": "Fault", "cs": "Závada"})
    make_field("second_phone", "phone", names={"en": "Second phone", "cs": "Druhý telefon"})
    sections = [
        SectionDraft(
            names={"en": "Claim", "cs": "Závada"},
            placed=[PlacedDraft("happened", is_required=True), PlacedDraft("since"), PlacedDraft("problem")],
        ),
        SectionDraft(scope="product", names={"en": "Each product"}, placed=[PlacedDraft("fault")]),
    ]
    arrange_form(claim(), "staff", sections, by=make_actor())


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_the_pages_are_clean_for_everybody(visit: Any, width: int, scheme: str, language: str) -> None:
    admin = make_user(Role.ADMINISTRATOR, name="Petra Malá", language=language)
    furnish()
    page = visit(admin, width=width, scheme=scheme)
    wrong = []
    pages = {
        "field": "/settings/fields/happened",
        "field-new": "/settings/fields/new",
        "form": FORM,
        "type": "/settings/types/warranty_claim",
    }
    for name, address in pages.items():
        page.goto(address)
        if name == "form":
            page.locator("#card-since").click()
            page.locator(".ff.is-picked").wait_for()
            page.locator('button[value="add:second_phone"]').click()
            page.locator("#card-second_phone").wait_for()
        page.shot(f"custom-{name}-{width}-{scheme}", full_page=True)
        wrong += [f"{name}: {violation}" for violation in page.axe()]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        wrong += [f"{name} scrolls sideways"] if wide else []
    assert not wrong


def fields() -> list[list[str]]:
    return [[one["field"] for one in part["fields"]] for part in layout_of(claim(), "staff")]


@pytest.mark.req("R67")
def test_fields_are_dragged_into_the_form_and_to_another_place(visit: Any) -> None:
    furnish()
    page = visit(make_user(Role.ADMINISTRATOR))
    page.goto(FORM)
    page.locator('.fl[data-code="account"]').drag_to(page.locator('.ff[data-code="happened"] .ff-h'))
    page.locator("#card-account").wait_for()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.locator('.ff[data-code="problem"] .ff-h .grip').drag_to(page.locator('.ff[data-code="account"] .ff-h .grip'))
    expect(page.locator(".ff").first).to_have_attribute("data-code", "problem")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("The form was saved")
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    assert sorted(fields()[0]) == ["account", "happened", "problem", "since"]
    assert fields()[0][0] == "problem"


@pytest.mark.req("R67")
def test_the_same_is_done_by_keyboard_alone(visit: Any) -> None:
    furnish()
    page = visit(make_user(Role.ADMINISTRATOR))
    page.goto(FORM)
    page.locator('button[value="add:account"]').focus()
    page.keyboard.press("Enter")
    page.locator("#card-account").focus()
    page.keyboard.press("m")
    for place in (2, 1):
        page.keyboard.press("ArrowUp")
        expect(page.locator(".ff").nth(place)).to_have_attribute("data-code", "account")
        expect(page.locator("#card-account")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator('button[value="require:account"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('button[value="require:account"]')).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("The form was saved")
    assert fields()[0] == ["happened", "account", "since", "problem"]


@pytest.mark.req("R53", "R65", "R66", "R67")
def test_a_shop_invents_a_field_staff_fill_it_in_and_the_list_is_filtered_by_it(visit: Any) -> None:
    make_ticket()
    page = visit(make_user(Role.ADMINISTRATOR))
    page.goto("/settings/fields/new")
    page.locator("#id_names_en").fill("Customer asks for")
    page.locator("#id_type").select_option("choice")
    page.locator("#id_options").fill("Repair\nExchange\nMoney back")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/settings/fields/customer_asks_for")
    page.goto(FORM)
    page.get_by_role("button", name="Put Customer asks for on the form").click()
    page.locator("#card-customer_asks_for").wait_for()
    page.get_by_role("button", name="optional").click()
    expect(page.get_by_role("button", name="required")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("The form was saved")

    page = visit(make_user(Role.AGENT))
    page.goto("/tickets/new")
    page.get_by_text("Warranty Claim", exact=True).first.click()
    page.fill("#id_customer_name", "Jana Dvořáková")
    page.fill("#id_email", "jana@example.cz")
    create = page.locator(".nt-foot").get_by_role("button", name="Create ticket")
    create.click()
    expect(page.locator(".alert-danger")).to_contain_text("Customer asks for")
    page.get_by_label("Customer asks for").select_option(label="Exchange")
    create.click()
    page.wait_for_url(re.compile(r"/tickets/C\d\d-0000\d$"))
    expect(page.locator(".am-side").last).to_contain_text("Exchange")
    ticket = Ticket.objects.get(custom__customer_asks_for="customer_asks_for.exchange")
    page.goto(
        "/tickets?scope=all&f=custom_customer_asks_for~is~customer_asks_for.exchange&columns=number,custom_customer_asks_for"
    )
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-row]")).to_contain_text([ticket.number])
    expect(page.locator("[data-row]")).to_contain_text(["Exchange"])
