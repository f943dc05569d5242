"""The main story of Amends, from a file of orders to a completed activity, lived by the people it is for."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.chaos]

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<ORDERS>
  <ORDER>
    <CODE>26-STORY-1</CODE><DATE>2026-11-02 10:15:00</DATE><CURRENCY><CODE>CZK</CODE></CURRENCY><LANGUAGE>cs</LANGUAGE>
    <CARRIER>PPL</CARRIER>
    <CUSTOMER><EMAIL>zofie.zdarska@example.com</EMAIL><PHONE>+420777123456</PHONE>
      <BILLING_ADDRESS><NAME>Žofie Žďárská</NAME><COUNTRY>CZ</COUNTRY></BILLING_ADDRESS></CUSTOMER>
    <TOTAL_PRICE><WITH_VAT>2079.00</WITH_VAT></TOTAL_PRICE>
    <ORDER_ITEMS>
      <ITEM><TYPE>product</TYPE><CODE>LM-900</CODE><NAME>Světlo přední Lumen 900</NAME><AMOUNT>1</AMOUNT>
        <UNIT_PRICE><WITH_VAT>1890.00</WITH_VAT></UNIT_PRICE></ITEM>
      <ITEM><TYPE>product</TYPE><CODE>LHV-75</CODE><NAME>Láhev Alp</NAME><AMOUNT>2</AMOUNT>
        <UNIT_PRICE><WITH_VAT>94.50</WITH_VAT></UNIT_PRICE></ITEM>
    </ORDER_ITEMS>
  </ORDER>
  <ORDER><CODE>26-STORY-2</CODE><DATE>the day before yesterday</DATE></ORDER>
</ORDERS>
"""
NAME_WITHOUT_MARKS = "zdar"


def import_orders(page: Any) -> None:
    page.goto("/settings/orders")
    page.locator("select[name=shop]").select_option(label="Kolo & Hory")
    page.locator("input[type=file]").set_input_files(
        {"name": "orders.xml", "mimeType": "application/xml", "buffer": FEED.encode()}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(re.compile(r"/settings/orders/\d+"))
    expect(page.locator("#state")).to_contain_text("26-STORY-2", timeout=30_000)


def create_claim(page: Any) -> str:
    page.goto("/tickets")
    page.keyboard.press("c")
    page.wait_for_url("**/tickets/new")
    page.get_by_label("Find the order").fill(NAME_WITHOUT_MARKS[:3])
    page.get_by_role("option", name=re.compile("26-STORY-1")).click()
    expect(page.get_by_label("Name", exact=False).first).to_have_value("Žofie Žďárská")
    page.get_by_label("Include Světlo přední Lumen 900").check()
    page.get_by_text("Warranty Claim", exact=True).first.click()
    page.get_by_label("Assign to me").check()
    page.shot("new-ticket")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/tickets/C\d\d-\d{5}"))
    return re.search(r"C\d\d-\d{5}", page.url)[0]  # type: ignore[index]


def change_status(page: Any, name: str) -> None:
    page.keyboard.press("s")
    page.locator(".tk-status").get_by_role("button", name=name).click()
    expect(page.locator(".tk-props")).to_contain_text(name)


@pytest.mark.req(
    "R4",
    "R6",
    "R20",
    "R25",
    "R27",
    "R28",
    "R30",
    "R41",
    "R42",
    "R43",
    "R45",
    "R46",
    "R47",
    "R60",
    "R61",
    "R71",
    "R72",
    "R73",
)
def test_the_main_story(sit_down, town):
    admin = sit_down("admin")
    import_orders(admin)
    admin.shot("import")

    petra = sit_down("petra")
    number = create_claim(petra)
    expect(petra.locator(".tk-props")).to_contain_text("New")
    petra.shot("ticket-new-claim")

    petra.goto("/tickets")
    expect(petra.locator("[data-row]", has_text=number)).to_contain_text("New")

    petra.goto(f"/tickets/{number}")
    change_status(petra, "Waiting for return")
    wait_for_the_rule(petra, number)
    expect(petra.locator("main")).to_contain_text("Hlídání zásilek")
    petra.shot("ticket-after-the-rule")

    find_in_the_activities(petra, number)
    petra.goto(f"/tickets/{number}")
    petra.get_by_role("button", name="Complete Ověřit doručení zásilky").click()
    expect(petra.get_by_role("button", name="Reopen Ověřit doručení zásilky")).to_be_visible()
    petra.goto(f"/tickets/{number}")
    history = petra.locator("main").inner_text()
    assert re.search(r"Ověřit doručení zásilky completed by Petra Malá", history)
    assert re.search(r"by rule Hlídání zásilek, because the status changed", history)
    petra.shot("ticket-completed")


def wait_for_the_rule(page: Any, number: str) -> None:
    """Look at the page until the activity of the rule is there; then it is there once."""
    deadline = time.monotonic() + 30
    ticks = page.get_by_role("button", name="Complete Ověřit doručení zásilky")
    while not ticks.count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.goto(f"/tickets/{number}")
    assert ticks.count() == 1


def find_in_the_activities(page: Any, number: str) -> None:
    page.goto("/activities?preset=week")
    row = page.locator("[data-row]", has_text=number).filter(has_text="Ověřit doručení zásilky")
    expect(row).to_have_count(1)
    page.shot("activities")
