"""The columns of the list: chosen, in order and sized, kept by views."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import claim, make_tag, make_ticket
from amends.web.columns import NARROWEST, WIDEST


@pytest.fixture
def agent() -> User:
    claim()
    return make_user(name="Petra Malá")


@pytest.fixture
def door(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def columns(client: Client, query: str) -> list[tuple[str, int]]:
    return [(one.field.code, one.width) for one in client.get(f"/tickets?{query}").context["list"].columns]


@pytest.mark.django_db
def test_the_address_says_how_wide_a_column_is(door: Client):
    make_ticket(carrier="DPD")
    assert columns(door, "columns=number,carrier:160,status") == [("number", 0), ("carrier", 160), ("status", 0)]
    page = door.get("/tickets?columns=number,carrier:160,status").text
    assert '<svg class="th-width" width="160"' in page
    assert '<td class="is-sized">' in page
    assert "th-width" not in door.get("/tickets?columns=number,carrier").text


@pytest.mark.django_db
@pytest.mark.parametrize("width", ["", "x", "-5", "1e3", "٣٢٠", str(NARROWEST - 1), str(WIDEST + 1), "9" * 4000])
def test_what_is_no_width_leaves_the_column_as_it_is(door: Client, width: str):
    assert columns(door, f"columns=number,status:{width}") == [("number", 0), ("status", 0)]


@pytest.mark.django_db
def test_the_menu_says_what_is_shown_and_why_others_do_not_sort(door: Client):
    page = door.get("/tickets/columns?columns=number,tags,due&sort=due").text
    assert "sorted by this" in page
    assert "can’t sort: there may be several" in page
    assert page.index("Tags") < page.index("Deadline") < page.index("Not shown") < page.index("Carrier")
    assert door.get("/tickets/columns?columns=<script>").status_code == 200


@pytest.mark.django_db
def test_the_number_of_queries_of_the_menu_does_not_grow(door: Client):
    from amends.kit.testing import queries_of

    def asked(count: int) -> int:
        for number in range(count):
            make_ticket(tags=[make_tag(f"t{count}{number}")])
        return len(queries_of(lambda: door.get("/tickets/columns?columns=number,tags")))

    asked(1)
    assert asked(2) == asked(20)


def heads(page: Any) -> list[str]:
    found: list[str] = page.locator(".am-tickets th[data-column]").evaluate_all(
        "heads => heads.map(head => head.dataset.column)"
    )
    return found


def width(page: Any, column: str) -> int:
    """Of the contents of a column, in pixels."""
    head = page.locator(f"th[data-column={column}]")
    found: float = head.evaluate(
        "head => { const { paddingLeft, paddingRight } = getComputedStyle(head);"
        " return head.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight); }"
    )
    return round(found)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_columns_are_chosen_moved_and_sized_and_a_view_keeps_them(visit: Any, agent: User):
    make_ticket(carrier="DPD", agent=agent)
    page = visit(agent)
    page.goto("/tickets?scope=all")
    usual = heads(page)
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Find a column").fill("carr")
    expect(page.locator("[data-columns] li[data-code]:visible")).to_have_count(1)
    page.get_by_label("Carrier").first.check()
    expect(page.locator("th[data-column=carrier]")).to_be_visible()
    assert heads(page) == [*usual, "carrier"]
    page.get_by_label("Find a column").fill("")
    page.get_by_role("button", name="Move Carrier up").click()
    expect(page.locator("th[data-column]").last).to_have_attribute("data-column", usual[-1])
    page.get_by_label("Width of Carrier in pixels").fill("240")
    page.keyboard.press("Tab")
    expect(page.locator("td.is-sized")).to_have_text("DPD")
    assert width(page, "carrier") == 240
    page.locator("li[data-code=queue]").get_by_role("checkbox").uncheck()
    expect(page.locator("th[data-column=queue]")).to_have_count(0)
    assert page.axe() == []
    export = page.locator("#list-export a").first
    assert "carrier" in export.get_attribute("href"), "what leaves has the columns that are seen"

    page.keyboard.press("Escape")
    page.get_by_role("link", name="Save as a view").click()
    page.get_by_label("Name").fill("With carriers")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/tickets?view=*")
    chosen = heads(page)
    assert "carrier" in chosen
    assert "queue" not in chosen
    page.get_by_text("Columns", exact=True).click()
    page.locator("li[data-code=due]").get_by_role("checkbox").uncheck()
    expect(page.get_by_text("changed, not saved")).to_be_visible()
    page.get_by_role("button", name="As the view was").click()
    expect(page.locator("th[data-column=due]")).to_be_visible()
    expect(page.locator("li[data-code=due]").get_by_role("checkbox")).to_be_checked()
    assert heads(page) == chosen


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_edge_of_a_heading_makes_its_column_wider_and_a_double_click_lets_it_be(visit: Any, agent: User):
    make_ticket(agent=agent)
    page = visit(agent)
    page.goto("/tickets?scope=all")
    edge = page.locator("th[data-column=status] [data-sizes]")
    before = width(page, "status")
    box = edge.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 84, box["y"] + 5, steps=4)
    page.mouse.up()
    expect(page.locator("td.is-sized")).to_have_count(1)
    assert abs(width(page, "status") - before - 80) <= 1
    page.locator("th[data-column=status] [data-sizes]").dblclick()
    expect(page.locator("td.is-sized")).to_have_count(0)
