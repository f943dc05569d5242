"""Who may live which part of the story."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.chaos]


def number_in(page: Any, queue: str) -> str:
    """A ticket of the queue, found as a person would: in the list."""
    page.goto("/tickets?view=open")
    row = page.locator("[data-row]", has_text=queue).first
    return re.search(r"[CR]\d\d-\d{5}", row.inner_text())[0]  # type: ignore[index]


def test_a_limited_agent_works_in_their_queues_and_knows_of_no_other(sit_down, town):
    petra = sit_down("petra")
    theirs, foreign = number_in(petra, "Returns PL"), number_in(petra, "Claims CZ")
    marek = sit_down("marek")
    marek.goto("/tickets?view=open")
    assert "Claims CZ" not in marek.locator("main").inner_text()
    assert marek.goto(f"/tickets/{theirs}").status == 200
    answer = marek.goto(f"/tickets/{foreign}")
    assert answer.status == 404
    assert foreign not in marek.locator("main").inner_text()
    marek.shot("limited-404")
    assert marek.goto("/automations").status in {403, 404}
    assert marek.goto("/settings/orders").status in {403, 404}


def test_an_agent_may_read_automations_and_switch_none(sit_down, town):
    petra = sit_down("petra")
    assert petra.goto("/automations").status == 200
    expect(petra.get_by_text("Parcel watch")).to_be_visible()
    assert petra.get_by_role("switch").count() == 0
    assert petra.goto("/settings/people").status == 403
    petra.shot("agent-403")


@pytest.mark.req("R152")
def test_a_manager_switches_a_rule_off_and_on_with_one_click(sit_down, town):
    jiri = sit_down("jiri")
    jiri.goto("/automations")
    switch = jiri.locator("[data-row], tr", has_text="Hand-over").get_by_role("switch")
    was_on = switch.is_checked()
    with jiri.expect_response(lambda answer: answer.request.method == "POST"):
        switch.click()
    expect(switch).to_be_checked(checked=not was_on)
    jiri.reload()
    expect(switch).to_be_checked(checked=not was_on)
    switch.click()
    expect(switch).to_be_checked(checked=was_on)
    jiri.shot("automations-manager")


def test_the_story_needs_no_javascript(sit_down, town):
    petra = sit_down("petra", scripts=False)
    petra.goto("/tickets/new")
    petra.get_by_label("Find the order").fill("dvor")
    petra.get_by_role("button", name="Search", exact=True).click()
    petra.get_by_role("option").first.click()
    petra.locator("input[name$='-include']").first.check()
    petra.locator("button.btn-primary").click()
    petra.wait_for_url(re.compile(r"/tickets/[CR]\d\d-\d{5}"))
    petra.locator("summary", has_text="Status:").click()
    petra.locator(".tk-status").get_by_role("button", name="Waiting for return").click()
    expect(petra.locator(".tk-props")).to_contain_text("Waiting for return")
    expect(petra.locator("main")).to_contain_text("Status New to Waiting for return by Petra Malá")


@pytest.mark.req("R74")
def test_a_transition_that_is_no_longer_allowed_is_refused_with_the_reason(sit_down, town):
    petra, oliver = sit_down("petra"), sit_down("oliver")
    petra.goto("/tickets?view=open")
    number = number_in(petra, "New")
    for person in (petra, oliver):
        person.goto(f"/tickets/{number}")
    petra.keyboard.press("s")
    petra.locator(".tk-status").get_by_role("button", name="Waiting for return").click()
    expect(petra.locator(".tk-props")).to_contain_text("Waiting for return")
    oliver.keyboard.press("s")
    oliver.locator(".tk-status").get_by_role("button", name="Goods received").click()
    expect(oliver.locator("#three-ways .is-theirs")).to_contain_text("Waiting for return")
