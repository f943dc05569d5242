"""Lists in a real Chromium: they search while one types, and a ticket opens at its newest line."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from amends.activities.tests.make import make_activity
from amends.kit.deadlines import end_of_day
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.actions import add_tag, remove_tag
from amends.tickets.tests.make import claim, make_actor, make_tag, make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def agent() -> User:
    claim()
    return make_user(name="Petra Malá")


def test_a_list_searches_while_one_types_and_back_leads_back(visit: Any, agent: User):
    for name in ("Jana Dvořáková", "Karel Novák"):
        make_ticket(customer_name=name)
    page = visit(agent)
    page.goto("/tickets?scope=open")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.locator("#filter-text").press_sequentially("dvor")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"scope=open&q=dvor$"))
    expect(page.locator("#filter-text")).to_be_focused()
    expect(page.locator("#list-head h1")).to_contain_text("1")
    assert "q=dvor" in page.locator("#list-export a").first.get_attribute("href")
    expect(page.get_by_role("link", name="Reset")).to_be_visible()
    assert page.axe() == []
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("#filter-text")).to_have_value("dvor")


def test_what_is_done_to_all_that_fit_follows_what_was_typed(visit: Any, agent: User):
    ticket = make_ticket()
    for name in ("Call the customer", "Pack the parcel"):
        make_activity(ticket=ticket, name=name)
    page = visit(agent)
    page.goto("/activities?preset=all&scope=everyone")
    page.locator("#filter-text").press_sequentially("parcel")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert "q=parcel" in page.locator("#bulk").get_attribute("action")
    expect(page.locator("#bulk")).to_be_hidden()
    page.locator("#filter-text").press_sequentially(" nowhere")
    expect(page.locator("[data-row]")).to_have_count(0)
    expect(page.locator("#bulk")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_ticket_opens_at_the_newest_of_its_history_and_shows_older_on_request(visit: Any, agent: User, width: int):
    ticket, tag = make_ticket(), make_tag("vip")
    for _time in range(30):
        add_tag(ticket, tag=tag, by=make_actor())
        remove_tag(ticket, tag=tag, by=make_actor())
    page = visit(agent, width=width)
    page.goto(f"/tickets/{ticket.number}")
    last = page.locator(".stream .evs p").last
    expect(last).to_be_in_viewport(ratio=1)
    below = page.locator("#composer").bounding_box()["y"]
    box = last.bounding_box()
    assert box["y"] + box["height"] <= below
    page.shot(f"ticket-newest-{width}")
    lines = page.locator(".stream .evs p").count()
    page.locator("#show-earlier").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stream .evs p")).not_to_have_count(lines)
    assert page.locator(".stream .evs p").count() > lines


def test_the_keyboard_skips_to_the_newest(visit: Any, agent: User):
    ticket = make_ticket()
    page = visit(agent)
    page.goto(f"/tickets/{ticket.number}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the newest")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#newest")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#composer :focus")).to_have_count(1)


def test_the_navigation_is_amber_for_today_and_red_for_late_only(visit: Any, agent: User):
    ticket = make_ticket()
    today = make_activity(ticket=ticket, assignee=agent, due_at=end_of_day(timezone.localdate()))
    page = visit(agent)
    page.goto("/tickets")
    number = page.locator(".am-item .n", has_text="1")
    expect(number).to_have_class("n is-today")
    assert page.axe() == []
    today.due_at = timezone.now() - timedelta(hours=1)
    today.save()
    page.reload()
    expect(number).to_have_class("n is-over")


def test_tags_are_read_whole_beside_a_subject_that_is_cut(visit: Any, agent: User):
    ticket = make_ticket(subject="The hip belt seam of the trekking backpack is torn after two days in the rain")
    for name in ("carrier damage", "vip"):
        add_tag(ticket, tag=make_tag(name.replace(" ", "-"), names={"en": name}), by=make_actor())
    page = visit(agent)
    page.goto("/tickets?scope=open")
    is_whole = "tag => tag.scrollWidth <= tag.clientWidth"
    tags = page.locator(".sub > .tag")
    expect(tags).to_have_count(2)
    assert [tag.evaluate(is_whole) for tag in tags.all()] == [True, True]
    assert not page.locator(".sub > a").evaluate(is_whole)
    page.locator("[data-picks]").first.check()
    assert [tag.evaluate(is_whole) for tag in tags.all()] == [True, True]
    page.shot("tags-1440")
