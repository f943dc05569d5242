"""The ticket pages in a real Chromium: keys, htmx, phones, and what axe-core finds."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from amends.activities.tests.make import make_activity
from amends.kit.deadlines import day_of
from amends.orders.tests.make import make_order
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft, change_status, choose_legal_period
from amends.tickets.models import Ticket, TicketType
from amends.tickets.tests.make import claim, make_actor, make_tag, make_ticket, status

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LOOKS = [(1440, "light"), (1440, "dark"), (390, "light")]


@pytest.fixture
def agent() -> User:
    claim()
    return make_user(name="Petra Malá")


def sound(page: Any) -> None:
    """Nothing for axe-core, nothing to scroll sideways."""
    assert page.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.req("R42", "R43", "R46", "R47", "R50", "R64", "R72")
def test_a_ticket_is_created_from_three_letters_of_a_name(visit: Any, agent: User):
    make_order(customer_name="Jana Dvořáková", items=2)
    page = visit(agent)
    page.goto("/tickets")
    page.keyboard.press("c")
    page.wait_for_url("**/tickets/new")
    page.fill("#id_subject", "Typed before")
    page.locator("#find").press_sequentially("dvo")
    expect(page.locator("#hits .hit.is-on")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#id_customer_name")).to_have_value("Jana Dvořáková")
    expect(page.locator("#id_subject")).to_have_value("Typed before")
    page.get_by_role("button", name="Include all products").click()
    expect(page.locator(".nt-table input[type=checkbox]").first).to_be_checked()
    page.get_by_text("Return", exact=True).click()
    expect(page.locator(".will .strong").first).to_have_text(re.compile(r"^R\d\d-00001$"))
    page.get_by_text("Warranty Claim", exact=True).first.click()
    expect(page.locator(".will .strong").first).to_have_text(re.compile(r"^C\d\d-00001$"))
    page.locator(".nt-foot").get_by_role("button", name="Create ticket").click()
    page.wait_for_url(re.compile(r"/tickets/C\d\d-00001$"))
    assert Ticket.objects.get().items.count() == 2


@pytest.mark.req("R16", "R40", "R74")
def test_status_deadline_and_activity_change_by_keys_without_leaving_the_page(visit: Any, agent: User):
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    page.keyboard.press("s")
    page.get_by_role("button", name="Waiting for return").click()
    expect(page.locator(".tk-props .st").first).to_contain_text("Waiting for return")
    page.keyboard.press("i")
    page.get_by_role("button", name="Me", exact=True).click()
    expect(page.locator(".tk-props .prop").nth(1)).to_contain_text("Petra Malá")
    page.fill("#id_name", "half a thought")
    page.locator(".tk-title").click()
    page.keyboard.press("d")
    page.fill("#id_day", "2030-01-02")
    page.get_by_role("button", name="Set deadline").click()
    expect(page.locator(".stream")).to_contain_text("Deadline set to 2 January 2030")
    expect(page.locator("#id_name")).to_have_value("half a thought")
    page.keyboard.press("a")
    page.keyboard.press("Control+A")
    page.keyboard.type("Call the customer")
    page.keyboard.press("Enter")
    expect(page.locator(".chain")).to_contain_text("Call the customer")
    expect(page.locator("#id_name")).to_have_value("")
    page.get_by_role("button", name="Complete Call the customer").click()
    expect(page.get_by_role("button", name="Reopen Call the customer")).to_be_visible()


@pytest.mark.parametrize("colleagues", [2, 12])
def test_what_is_typed_in_a_menu_finds_its_entry(visit: Any, agent: User, colleagues: int):
    make_user(name="Lucie Benešová")
    for number in range(colleagues):
        make_user(name=f"Colleague {number}")
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    page.keyboard.press("i")
    page.keyboard.type("luc")
    box = page.get_by_label("Find in this menu")
    expect(box).to_have_value("luc")
    expect(page.locator(".tk-props .dropdown-item:visible")).to_have_count(1)
    page.shot(f"menu-finds-{colleagues}")
    assert page.axe() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".tk-props .prop").nth(1)).to_contain_text("Lucie Benešová")


def test_whoever_goes_on_before_the_browser_tells_that_the_menu_was_opened_stays_there(visit: Any, agent: User):
    """`toggle` comes late on a slow machine; here it comes when it is called."""
    for number in range(12):
        make_user(name=f"Colleague {number:02}")
    ticket = make_ticket()
    page = visit(agent)
    page.add_init_script(
        "addEventListener('toggle', event => event.isTrusted && event.stopImmediatePropagation(), true)"
    )
    page.goto(f"/tickets/{ticket.number}")
    page.keyboard.press("i")
    expect(page.get_by_label("Find in this menu")).to_be_focused()
    for _time in range(4):
        page.keyboard.press("ArrowDown")
    entry = page.locator(".tk-props .dropdown-item:focus")
    name = entry.inner_text().split("\n")[-1]
    assert name.startswith("Colleague")
    entry.evaluate("entry => entry.closest('details').dispatchEvent(new Event('toggle'))")
    expect(entry).to_have_text(re.compile(name))
    page.keyboard.press("Enter")
    expect(page.locator(".tk-props .prop").nth(1)).to_contain_text(name)


def test_the_head_of_a_ticket_is_as_high_for_nobody_as_for_somebody(visit: Any, agent: User):
    page = visit(agent)
    heights = []
    for one in (make_ticket(), make_ticket(agent=agent)):
        page.goto(f"/tickets/{one.number}")
        heights.append(page.locator(".tk-props").evaluate("head => head.offsetHeight"))
    assert heights[0] == heights[1]


def test_letters_typed_after_a_refused_form_are_no_shortcuts(visit: Any, agent: User):
    page = visit(agent)
    page.goto("/tickets/new")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".alert-danger")).to_be_focused()
    page.keyboard.type("gac")
    expect(page).to_have_url(re.compile(r"/tickets/new$"))


def test_the_focus_stays_where_it_was_when_the_ticket_comes_anew(visit: Any, agent: User):
    for code in ("vip", "fragile"):
        make_tag(code)
    ticket = make_ticket()
    make_activity(ticket=ticket, name="Call")
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    def is_focused(locator: Any) -> None:
        expect(locator).to_be_focused()

    press("s", "Enter")
    expect(page.locator(".stream")).to_contain_text("Waiting for return")
    is_focused(page.locator(".tk-props summary[data-key=s]"))
    press("i", "Enter")
    expect(page.locator(".tk-props .prop").nth(1)).to_contain_text("Petra Malá")
    is_focused(page.locator(".tk-props summary[data-key=i]"))
    page.get_by_label("Add a tag").focus()
    press("Enter", "ArrowDown", "Enter")
    expect(page.locator(".tk-tag")).to_have_count(1)
    is_focused(page.get_by_label("Add a tag"))
    page.locator(".tk-tag button").focus()
    press("Enter")
    expect(page.locator(".tk-tag")).to_have_count(0)
    is_focused(page.get_by_label("Add a tag"))
    page.get_by_role("button", name="Complete Call").focus()
    press("Enter")
    is_focused(page.get_by_role("button", name="Reopen Call"))


def test_the_focus_stays_in_the_search_when_an_order_is_picked(visit: Any, agent: User):
    make_order(customer_name="Jana Dvořáková")
    page = visit(agent)
    page.goto("/tickets/new")
    picks = {"dvo": lambda: page.keyboard.press("Enter"), "jana": lambda: page.locator("#hits .hit").click()}
    for text, pick in picks.items():
        page.locator("#find").clear()
        page.locator("#find").press_sequentially(text, delay=30)
        expect(page.locator("#hits .hit.is-on")).to_have_count(1)
        pick()
        expect(page.locator(".nt-picked")).to_be_visible()
        expect(page.locator("#find")).to_be_focused()


def test_a_stale_page_shows_the_reason_and_the_fresh_state(visit: Any, agent: User):
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    change_status(ticket, to=status("assessing"), by=make_actor())
    page.keyboard.press("s")
    page.get_by_role("button", name="Waiting for return").click()
    expect(page.locator("#three-ways .is-theirs")).to_contain_text("Assessing")
    page.keyboard.press("Enter")
    expect(page.locator(".tk-props .st").first).to_contain_text("Assessing")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_ticket_pages(visit: Any, agent: User, width: int, scheme: str):
    order = make_order(items=2)
    ticket = make_ticket(order=order, tags=[make_tag("vip", colour="#8257b8")], description="It leaks.", language="en")
    make_activity(ticket=ticket, assignee=agent)
    page = visit(agent, width=width, scheme=scheme)
    for name, path in {
        "list": "/tickets",
        "empty": "/tickets?scope=mine",
        "ticket": f"/tickets/{ticket.number}",
        "new": f"/tickets/new?order={order.pk}&q={order.code[:5]}",
    }.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        sound(page)
        page.shot(f"tickets-{name}-{width}-{scheme}")


def test_axe_finds_nothing_with_menus_and_selection_open(visit: Any, agent: User):
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    for summary in page.locator(".tk-props summary").all():
        summary.click()
        sound(page)
    page.goto("/tickets")
    page.locator("tbody [data-picks]").first.check()
    expect(page.locator("[data-bulk]")).to_contain_text("1 selected")
    sound(page)


@pytest.mark.parametrize("width", [1440, 700])
def test_paper_has_the_facts_and_the_history_without_the_tools(visit: Any, agent: User, width: int):
    ticket = make_ticket(description="It leaks.")
    make_activity(ticket=ticket, name="Call", assignee=agent)
    page = visit(agent, width=width, scheme="dark")
    page.goto(f"/tickets/{ticket.number}")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.emulate_media(media="print")
    for shown in (".tk-no", ".tk-bar .am-acts .meta", ".tk-props", ".stream:not(.tk-said)", ".chain .paper-only"):
        expect(page.locator(shown)).to_be_visible()
    expect(page.locator(".chain .paper-only")).to_have_text("Petra Malá")
    for left_out in (".am-nav", ".am-top", ".am-tabbar", ".composer", ".is-void", ".am-crumb"):
        for place in page.locator(left_out).all():
            expect(place).to_be_hidden()
    assert page.locator(".tk-bar").bounding_box()["height"] < 100
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    page.shot(f"ticket-print-{width}")


def test_everything_works_without_javascript(browser: Any, live_server: Any, client: Any, agent: User):
    order = make_order(customer_name="Jana Dvořáková", items=1)
    client.force_login(agent)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/tickets/new")
    page.fill("#find", "dvorak")
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator(f"#hit-{order.pk}").click()
    page.get_by_role("button", name="Include all products").click()
    page.get_by_role("button", name="Product not on the order").click()
    page.locator(".nt-foot").get_by_role("button", name="Create ticket").click()
    page.locator(".tk-props summary").first.click()
    page.get_by_role("button", name="Waiting for return").click()
    expect(page.locator(".tk-props .st").first).to_contain_text("Waiting for return")
    page.fill("#id_name", "Call")
    page.get_by_role("button", name="Create activity").click()
    page.get_by_role("button", name="Complete Call").click()
    expect(page.get_by_role("button", name="Reopen Call")).to_be_visible()
    context.close()
    assert Ticket.objects.get().items.count() == 1


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_deadline_by_law_is_opened_by_key_and_taken_over(visit: Any, agent: User, width: int, scheme: str):
    choose_legal_period(claim(), country="DE", valid_from=date(2020, 1, 1), days=21, source="Act 1", by=make_actor())
    ticket = make_ticket(type=claim(), country="DE")
    page = visit(agent, width=width, scheme=scheme)
    page.goto(f"/tickets/{ticket.number}")
    page.keyboard.press("d")
    taking = page.get_by_role("button", name="Set this deadline")
    expect(taking).to_be_visible()
    sound(page)
    taking.focus()
    page.keyboard.press("Enter")
    expect(taking).to_have_count(0)
    ticket.refresh_from_db()
    assert ticket.due_at is not None
    assert day_of(ticket.due_at) - day_of(ticket.created_at) == timedelta(days=21)


@pytest.mark.req("Q25")
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_what_is_to_be_looked_at(visit: Any, agent: User, width: int, scheme: str):
    TicketType.objects.update(oldest_order_days=3)
    order = make_order(items=2, placed_at="2020-03-02T10:00Z")
    make_ticket(order=order, items=[ItemDraft(name="Product 1", code="P-1")])
    page = visit(agent, width=width, scheme=scheme)
    page.goto(f"/tickets/new?order={order.pk}")
    expect(page.get_by_text("The order is too old for this type")).to_be_visible()
    sound(page)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_deadlines_by_law(visit: Any, width: int, scheme: str):
    choose_legal_period(claim(), country="DE", valid_from=date(2020, 1, 1), days=9, source="X", by=make_actor())
    page = visit(make_user(Role.ADMINISTRATOR), width=width, scheme=scheme)
    page.goto("/settings/legal-periods")
    sound(page)
