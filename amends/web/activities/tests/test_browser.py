"""Activities and the filter bar in a real Chromium: script, keys, a phone, axe."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.kit.deadlines import end_of_day
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def petra(transactional_db: None) -> User:
    """Somebody with activities late, today and ahead."""
    petra = make_user(name="Petra Malá")
    ticket = make_ticket(subject="Světlo Lumen 900 po třech týdnech nesvítí", customer_name="Alena Dvořáková")
    today = timezone.localdate()
    for name, days in {"Check shipment delivery": -5, "Call the customer": 0, "Credit note": 1, "Assess": 3}.items():
        make_activity(ticket=ticket, name=name, assignee=petra, due_at=end_of_day(today + timedelta(days=days)))
    make_activity(ticket=ticket, name="Without a day")
    for number in range(9):
        make_user(name=f"Colleague {number}")
    return petra


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_pages_are_clean_to_axe(petra: User, visit: Callable[..., Any], width: int, scheme: str) -> None:
    page = visit(petra, width=width, scheme=scheme)
    bad = "&f=name~contains~a&f=size~is~1&f=assignee~is~me"
    number = Activity.objects.values_list("pk", flat=True)[0]
    for name, address in {
        "list": "/activities?preset=all",
        "filtered": f"/activities?preset=all{bad}&edit=new&draft=assignee",
        "empty": "/activities?preset=later",
        "days": "/activities?edit=new&draft=due~between~today,2026-12-01",
        "new": "/activities/new",
        "one": f"/activities/{number}",
    }.items():
        page.goto(address)
        page.shot(f"activities-{name}-{width}-{scheme}")
        assert page.axe() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/activities?preset=all")
    page.locator("li.act details.menu > summary").first.click()
    page.shot(f"activities-menu-{width}-{scheme}")
    assert page.axe() == []


def test_a_condition_is_added_with_keys(petra: User, visit: Callable[..., Any]) -> None:
    page = visit(petra)
    page.goto("/activities?preset=all")
    page.keyboard.press("f")
    page.get_by_label("Find a field").press_sequentially("assig")
    expect(page.locator(".filter-fields .dropdown-item:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_label("Search in Assignee").fill("league 7")
    page.get_by_label("Colleague 7").check()
    page.get_by_label("Search in Assignee").fill("petra")
    page.get_by_label("Petra Malá").check()
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile("f=assignee~is~"))
    chip = page.locator(".chip")
    expect(chip).to_contain_text("Colleague 7 or Petra Malá")
    expect(page.locator("li.act")).to_have_count(4)
    chip.get_by_role("link", name=re.compile("Remove Assignee")).click()
    page.wait_for_url(re.compile(r"f=$"))
    expect(page.locator("li.act")).to_have_count(5)


def test_the_form_of_a_condition_is_left_by_keys_and_the_focus_goes_back(
    petra: User, visit: Callable[..., Any]
) -> None:
    page = visit(petra)
    page.goto("/activities?preset=all")
    opener = page.locator(".filter-fields > summary")

    def open_status() -> None:
        page.keyboard.press("f")
        page.get_by_label("Find a field").press_sequentially("status")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Comparison")).to_be_focused()

    open_status()
    page.keyboard.press("Escape")
    expect(page.locator("#filter-form")).to_have_count(0)
    expect(opener).to_be_focused()
    open_status()
    page.get_by_role("link", name="Cancel").click()
    expect(opener).to_be_focused()
    open_status()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Open", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Apply")).to_be_focused()
    page.keyboard.press("Enter")
    chip = page.locator(".chip > .c")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Comparison")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#filter-form").wait_for(state="detached")
    expect(chip).to_be_focused()
    page.locator(".chip > .x").click()
    expect(chip).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_condition_without_a_value_asks_for_one(petra: User, visit: Callable[..., Any]) -> None:
    page = visit(petra)
    page.goto("/activities?preset=all&edit=new&draft=status")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#filter-form [role=alert]")).to_have_text("Choose at least one value.")
    page.shot("filter-without-a-value")
    assert page.axe() == []


def test_the_form_follows_the_comparison(petra: User, visit: Callable[..., Any]) -> None:
    page = visit(petra)
    page.goto("/activities?preset=all&edit=new&draft=due")
    page.get_by_label("Comparison").select_option("is_empty")
    page.locator(".filter-editor select[name=day]").wait_for(state="detached")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile("f=due~is_empty"))
    assert page.locator("li.act").all_inner_texts()[0].startswith("Without a day")


def test_completing_and_deleting_leave_the_page_standing_and_can_be_undone(
    petra: User, visit: Callable[..., Any]
) -> None:
    page = visit(petra)
    page.goto("/activities?preset=all")
    page.get_by_role("button", name="Complete Credit note", exact=True).click()
    page.get_by_role("button", name="Reopen Credit note", exact=True).wait_for()
    page.locator(".toast", has_text="Credit note completed").get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Complete Credit note", exact=True).wait_for()
    row = page.locator("li.act", has_text="Call the customer")
    row.locator("details.menu > summary").click()
    row.get_by_role("button", name=re.compile("^Delete")).click()
    row.wait_for(state="detached")
    page.locator(".toast", has_text="Call the customer deleted").get_by_role("button", name="Undo").click()
    page.locator("li.act", has_text="Call the customer").wait_for()
    assert Activity.objects.kept().count() == 5


def test_rows_are_picked_by_keys_and_changed_together(petra: User, visit: Callable[..., Any]) -> None:
    page = visit(petra)
    page.goto("/activities?preset=all")
    assert page.locator("[data-bulk]").is_hidden()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert "2 selected" in page.locator("[data-bulk]").inner_text()
    page.shot("activities-picked")
    assert page.axe() == []
    page.locator("[data-bulk]").get_by_role("button", name="Complete").click()
    page.get_by_text("2 activities completed").wait_for()
    assert Activity.objects.open().count() == 3


def test_all_of_the_page_means_the_list_not_the_late_ones_above_it(petra: User, visit: Callable[..., Any]) -> None:
    page = visit(petra)
    page.goto("/activities?scope=everyone")
    late = page.get_by_label("Select Check shipment delivery")
    page.get_by_label("Select Assess").check()
    page.get_by_label("Whole page").check()
    expect(page.locator("[data-bulk]")).to_contain_text("3 selected")
    expect(late).not_to_be_checked()
    late.check()
    expect(page.locator("[data-bulk]")).to_contain_text("4 selected")
    expect(page.get_by_label("Whole page")).to_be_checked()
    page.shot("activities-late-above")
    assert page.axe() == []


def test_a_ticket_is_found_while_typing(petra: User, visit: Callable[..., Any]) -> None:
    page = visit(petra)
    page.goto("/activities")
    page.keyboard.press("n")
    page.wait_for_url("**/activities/new")
    page.get_by_label("Ticket", exact=True).press_sequentially("dvorak", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_label("What should be done").fill("Send a photo")
    page.shot("activities-new-filled")
    page.get_by_role("button", name="Create activity").click()
    page.get_by_text("Send a photo created").wait_for()
    assert Activity.objects.get(name="Send a photo").ticket.customer_name == "Alena Dvořáková"


def test_everything_works_without_script(
    petra: User, browser: Any, live_server: Any, client: Client, settings: Any
) -> None:
    client.force_login(petra)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto("/activities?preset=all")
    page.locator(".filter-fields > summary").click()
    page.get_by_role("link", name="Name", exact=True).click()
    page.get_by_label("Name", exact=True).fill("c")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("li.act")).to_have_count(3)
    page.get_by_role("button", name="Complete Credit note", exact=True).click()
    expect(page.get_by_text("Credit note completed")).to_be_visible()
    expect(page.locator("li.act")).to_have_count(3)
    for name in ("Check shipment delivery", "Call the customer"):
        page.get_by_label(f"Select {name}").check()
    page.locator("#bulk").get_by_role("button", name="Delete").click()
    expect(page.locator("li.act")).to_have_count(1)
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("li.act")).to_have_count(3)
    context.close()
