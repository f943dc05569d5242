"""Fields changed in place and in bulk in a real Chromium: keys, phones, without script, what axe-core finds."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from amends.activities.tests.make import make_activity
from amends.orders.tests.make import make_order
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim, make_ticket
from amends.vocabulary.fields import forget_source, register_source
from amends.web.tickets.tests.test_fields_by_hand import OwnFields

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]


@pytest.fixture
def agent() -> User:
    claim()
    return make_user(name="Petra Malá")


def sound(page: Any) -> None:
    """Nothing for axe-core, nothing to scroll sideways."""
    assert page.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_field_is_changed_refused_and_undone_by_keys_without_leaving_the_page(visit: Any, agent: User):
    ticket = make_ticket(carrier="DPD", customer_name="Jana Nováková", email="")
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    page.fill("#id_name", "half a thought")
    page.locator("#change-carrier").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Carrier", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#change-carrier")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Carrier", exact=True).fill("x" * 130)
    page.keyboard.press("Enter")
    expect(page.locator("#set_carrier_value_error")).to_contain_text("too long")
    expect(page.get_by_label("Carrier", exact=True)).to_have_value("x" * 130)
    expect(page.get_by_label("Carrier", exact=True)).to_be_focused()
    page.get_by_label("Carrier", exact=True).fill("GLS")
    page.keyboard.press("Enter")
    expect(page.locator("#about")).to_contain_text("GLS")
    expect(page.locator("#change-carrier")).to_be_focused()
    expect(page.locator("#id_name")).to_have_value("half a thought")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#about")).to_contain_text("DPD")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_with_forms_open_refused_and_for_many(visit: Any, agent: User, width: int, scheme: str):
    ticket = make_ticket(order=make_order(items=2), description="It leaks.", subject="The zip of the tent broke")
    make_ticket(carrier="PPL")
    make_activity(ticket=ticket, assignee=agent)
    source = OwnFields()
    register_source(source)
    try:
        page = visit(agent, width=width, scheme=scheme)
        page.goto(f"/tickets/{ticket.number}")
        sound(page)
        page.shot(f"fields-ticket-{width}-{scheme}")
        for code in ("subject", "email", "came", "keeper"):
            page.locator(f"#change-{code}").click()
            expect(page.locator(f"#set_{code}_value")).to_be_focused()
            sound(page)
            page.shot(f"fields-{code}-{width}-{scheme}")
            page.keyboard.press("Escape")
        page.locator("#change-carrier").click()
        page.locator("#set_carrier_value").fill("x" * 130)
        page.keyboard.press("Enter")
        expect(page.locator("#about #set_carrier_value_error")).to_be_visible()
        sound(page)
        page.shot(f"fields-refused-{width}-{scheme}")
        page.goto(f"/tickets/{ticket.number}/fields/came")
        sound(page)
        page.goto("/tickets")
        page.locator("tbody [data-picks]").first.check()
        page.locator("[data-bulk]").get_by_text("Field", exact=True).click()
        sound(page)
        page.shot(f"fields-bulk-menu-{width}-{scheme}")
        page.get_by_role("button", name="Carrier", exact=True).click()
        expect(page.get_by_role("heading", name="Set Carrier")).to_be_attached()
        sound(page)
        page.shot(f"fields-bulk-{width}-{scheme}")
        page.get_by_label("Carrier", exact=True).fill("GLS")
        page.keyboard.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("1 ticket changed")
        assert Ticket.objects.filter(carrier="GLS").count() == 1
    finally:
        forget_source(source)


def test_fields_change_without_javascript(browser: Any, live_server: Any, client: Any, agent: User):
    ticket = make_ticket(carrier="DPD")
    client.force_login(agent)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/tickets/{ticket.number}")
    page.locator("#change-carrier").click()
    page.get_by_role("link", name="Change Carrier").click()
    page.get_by_label("Carrier").fill("GLS")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#about")).to_contain_text("GLS")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#about")).to_contain_text("DPD")
    page.goto("/tickets")
    page.locator("tbody [data-picks]").first.check()
    page.locator("[data-bulk]").get_by_text("Field", exact=True).click()
    page.get_by_role("button", name="Carrier", exact=True).click()
    page.get_by_label("Carrier").fill("PPL")
    page.get_by_role("button", name="Apply").click()
    assert Ticket.objects.get().carrier == "PPL"
    context.close()
