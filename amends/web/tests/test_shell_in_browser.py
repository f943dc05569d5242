"""The shell in a real Chromium: keys, palette, dialogs, theme, toasts, phones, and no script at all."""

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def manager():
    return make_user(Role.MANAGER, name="Petra Malá")


@pytest.fixture
def context_of(browser, live_server, client):
    """A browser context of a person for tests that `visit` would fail on purpose: no script, no network."""
    opened = []

    def open_context(user, **options):
        client.force_login(user)
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


def at_parts(page: Any, address: str = "/_parts") -> None:
    """The refused form among the parts takes the focus, and keys with it are no shortcuts: it is left first."""
    page.goto(address)
    page.locator("main").click(position={"x": 2, "y": 2})


def test_ctrl_k_finds_a_place_and_enter_goes_there(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("sett")
    expect(page.locator("#hits [aria-selected=true]")).to_contain_text("Settings")
    page.shot("palette")
    assert page.axe() == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings")


def test_g_s_goes_to_settings_but_not_while_typing(visit, manager):
    page = visit(manager)
    at_parts(page)
    page.locator("#id_name").focus()
    page.keyboard.type("gs")
    expect(page).to_have_url(re.compile("_parts"))
    at_parts(page, "/_parts?again")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/settings")


def test_a_question_mark_shows_the_keys_and_escape_hides_them(visit, manager):
    page = visit(manager)
    at_parts(page)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.shot("keys")
    assert page.axe() == []
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_rows_are_walked_and_ticked_by_keys(visit, manager):
    page = visit(manager)
    at_parts(page)
    for key in "jjx":
        page.keyboard.press(key)
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    expect(page.locator("[data-row]").nth(1)).to_have_class(re.compile("is-picked"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/_parts?row=2")


def test_a_dialog_opens_closes_and_gives_the_focus_back(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    page.get_by_role("button", name="Delete").first.click()
    expect(page.locator("#confirm")).to_be_visible()
    page.shot("dialog")
    assert page.axe() == []
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.get_by_role("button", name="Delete").first).to_be_focused()


def test_a_deed_without_undo_asks_first(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    page.get_by_role("button", name="Ask first").click()
    dialog = page.get_by_role("dialog", name="Delete the rule “Parcel watch”?")
    expect(dialog).to_be_visible()
    assert page.axe() == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(re.compile("_parts$"))
    page.get_by_role("button", name="Ask first").click()
    page.get_by_role("button", name="Delete the rule").click()
    page.wait_for_url("**/_parts?sure=yes")


def test_a_refusal_is_a_toast_with_its_sentence(context_of, manager):
    page = context_of(manager).new_page()
    page.goto("/_parts")
    page.get_by_role("button", name="Be refused").click()
    expect(page.locator("#toasts")).to_contain_text("Closed needs a decision first.")
    page.locator("#toasts").get_by_role("button", name="Close").click()
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_leaving_with_something_typed_asks_first(context_of, manager):
    page = context_of(manager).new_page()
    page.goto("/_parts")
    page.locator("#id_name").fill("Somebody else")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Keyboard").evaluate("link => { location.href = '/keyboard' }")
    expect(page).to_have_url(re.compile("_parts"))
    page.wait_for_function("true")
    assert asked == ["beforeunload"]


def test_a_menu_opens_moves_by_arrows_and_closes_by_escape(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    summary = page.locator("summary", has_text="Postpone")
    summary.click()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    assert page.axe() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_hidden()
    expect(summary).to_be_focused()


def test_dark_is_applied_at_once_and_kept(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    page.locator("summary.am-me").click()
    page.shot("person-menu")
    with page.expect_response("**/preferences/theme"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_system_theme_follows_the_device_without_script(visit, manager, browser):
    page = visit(manager, scheme="dark")
    page.goto("/_parts")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") in {"dark", "light dark"}
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_a_finder_takes_the_chosen_option(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    page.locator("#order").press_sequentially("26", delay=20)
    expect(page.locator("#order-hits [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#order")).to_have_value("2609-118342")
    expect(page.locator("[data-combo-value]")).to_have_value("2609-118342")


def test_pasted_and_chosen_files_are_listed_and_removable(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    page.locator("#files").set_input_files({"name": "rim.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    expect(page.locator("[data-drop-list]")).to_contain_text("rim.jpg")
    page.get_by_role("button", name="Remove rim.jpg").click()
    expect(page.locator("[data-drop-list]")).to_be_empty()


def test_a_lost_connection_is_said(context_of, manager):
    page = context_of(manager).new_page()
    page.goto("/_parts")
    page.context.set_offline(True)
    page.locator("#order").press_sequentially("1")
    expect(page.locator("#toasts")).to_contain_text("No connection")


def test_on_a_phone_the_frame_is_two_bars_and_nothing_overflows(visit, manager):
    page = visit(manager, width=390, height=844)
    for address in ("/settings", "/more", "/search?q=zzz", "/keyboard"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.axe() == [], address
        page.shot(f"phone-{address.strip('/').split('?')[0]}")


def test_everything_of_the_frame_works_without_script(context_of, manager):
    page = context_of(manager, java_script_enabled=False).new_page()
    page.goto("/keyboard")
    page.get_by_role("link", name="Search or go to").click()
    page.locator("#search-text").fill("sett")
    page.locator("#search-text").press("Enter")
    expect(page.locator("main")).to_contain_text("Settings")
    page.locator("summary.am-me").click()
    page.get_by_role("button", name="Čeština").click()
    assert page.locator("html").get_attribute("lang") == "cs"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_error_pages_are_accessible(visit, scheme):
    page = visit(scheme=scheme)
    page.goto("/nothing-here")
    page.shot(f"404-{scheme}")
    assert page.axe() == []


def test_a_part_that_asks_by_the_clock_rests_while_nobody_looks(visit, manager):
    page = visit(manager)
    page.goto("/_parts")
    asks = """hidden => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        const elt = document.createElement("div");
        elt.setAttribute("hx-trigger", "every 1s");
        document.body.append(elt);
        return htmx.trigger(elt, "htmx:beforeRequest", { elt });
    }"""
    assert page.evaluate(asks, False)
    assert not page.evaluate(asks, True)


def test_a_toast_with_all_its_buttons_fits_a_phone(visit, manager):
    page = visit(manager, width=390)
    page.goto("/_parts")
    page.evaluate(
        """() => document.getElementById("toasts").innerHTML =
            '<div class="toast show" role="alert"><svg class="icon"></svg><span>'
            + "Naléhavá priorita nastavena ".repeat(3)
            + '</span><form class="push"><button class="btn btn-sm">Vrátit zpět</button></form>'
            + '<a class="btn btn-sm" href="/">Zobrazit výsledek</a>'
            + '<button class="btn btn-sm btn-icon is-close">x</button></div>'"""
    )
    for button in page.locator("#toasts .btn").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page.shot("toast-390")
