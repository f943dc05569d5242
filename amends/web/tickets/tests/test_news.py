"""A ticket's page follows what others do to the ticket."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from amends.journal.actors import Actor
from amends.people.tests.make import make_user
from amends.tickets.actions import add_tag, change_status
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_actor, make_tag, make_ticket, status

pytestmark = pytest.mark.django_db


def ask(client: Client, ticket: Ticket, seen: str) -> Any:
    headers = {"HX-Request": "true", "HX-Target": "ticket"}
    return client.get(reverse("tickets:news", args=[ticket.number]), {"seen": seen}, headers=headers)


def mark_of(html: str) -> str:
    found = re.search(r"news\?seen=(\w+)&amp;since=\d+", html)
    assert found
    return found[1]


@pytest.mark.req("R74")
def test_the_page_is_told_of_a_change_once_and_of_nothing_else(client: Client):
    client.force_login(make_user())
    ticket = make_ticket()
    seen = mark_of(client.get(reverse("tickets:ticket", args=[ticket.number])).content.decode())
    assert ask(client, ticket, seen).status_code == 204
    change_status(ticket, to=status("assessing"), by=make_actor())
    told = ask(client, ticket, seen)
    assert told.status_code == 200
    part = told.content.decode()
    assert "Assessing" in part
    assert "<html" not in part
    assert ask(client, ticket, mark_of(part)).status_code == 204


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_open_page_shows_what_somebody_else_did_and_keeps_what_is_typed(visit: Any):
    ticket = make_ticket()
    page = visit(make_user())
    page.goto(f"/tickets/{ticket.number}")
    page.fill("#id_name", "half a thought")
    add_tag(ticket, tag=make_tag("fragile"), by=make_actor())
    page.locator(".tk-title").click()  # nobody types any more
    page.locator(".tk-props").get_by_text("fragile").wait_for()
    assert page.input_value("#id_name") == "half a thought"


@pytest.mark.req("R74")
def test_the_news_say_who_changed_it(client: Client):
    client.force_login(make_user())
    ticket = make_ticket()
    seen = mark_of(client.get(reverse("tickets:ticket", args=[ticket.number])).text)
    change_status(ticket, to=status("assessing"), by=Actor.person(make_user(name="Petra Malá")))
    assert 'data-news="Changed by Petra Malá just now."' in ask(client, ticket, seen).text
    assert "data-news" not in client.get(reverse("tickets:ticket", args=[ticket.number])).text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_whoever_is_at_work_in_the_page_is_told_who_changed_it_and_sees_it_when_they_ask(visit: Any):
    ticket = make_ticket()
    page = visit(make_user())
    page.goto(f"/tickets/{ticket.number}")
    page.fill("#id_name", "half a thought")
    add_tag(ticket, tag=make_tag("fragile"), by=Actor.person(make_user(name="Petra Malá")))
    notice = page.locator("#toasts").get_by_text("Changed by Petra Malá just now.")
    notice.wait_for()
    assert page.locator(".tk-props").get_by_text("fragile").count() == 0
    page.get_by_role("button", name="Show").click()
    page.locator(".tk-props").get_by_text("fragile").wait_for()
    expect(notice).to_have_count(0)
    assert page.input_value("#id_name") == "half a thought"
