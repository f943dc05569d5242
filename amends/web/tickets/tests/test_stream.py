"""The history on a ticket's page: how it reads, how much of it stands there, and how one comes to the rest."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.journal.models import Event, Subject
from amends.kit.testing import queries_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import add_tag, change_priority, change_status
from amends.tickets.models import Priority, Status, Ticket
from amends.tickets.tests.make import make_actor, make_tag, make_ticket, status
from amends.web.tickets import stream

pytestmark = pytest.mark.django_db

EVIL = '<script>alert("1")</script>&%(x)s%'


def lived(events: int) -> Ticket:
    """A ticket with so many events after its creation, and every third made by a rule because of the one before."""
    ticket = make_ticket()
    rule, _made = Rule.objects.get_or_create(name="Parcel watch", on={"kind": "ticket.status_changed"})
    for number in range(events):
        by = make_actor()
        if number % 3 == 2:
            by = Actor.rule(rule, because=Event.objects.latest("pk"))
        change_priority(ticket, to=[Priority.HIGH, Priority.NORMAL][number % 2], by=by)
    return ticket


def page_of(client: Client, ticket: Ticket, name: str = "ticket", **query: str | int) -> str:
    return client.get(reverse(f"tickets:{name}", args=[ticket.number]), query).content.decode()


def lines_in(html: str) -> int:
    return html.count('<use href="/static/icons.svg#antenna-bars-5"/>')


@pytest.fixture
def agent(client: Client) -> Any:
    user = make_user()
    client.force_login(user)
    return user


def test_a_long_history_begins_with_its_newest_lines_and_leads_to_the_rest(client: Client, agent: Any):
    ticket = lived(120)
    html = page_of(client, ticket)
    assert lines_in(html) == stream.PAGE
    seen = 0
    while link := re.search(r'href="([^"]*history\?before=\d+)"', html):
        seen += lines_in(html)
        html = client.get(link[1]).content.decode()
        assert lines_in(html) <= stream.PAGE
    assert seen + lines_in(html) == 120
    assert "created" in html


def test_htmx_gets_the_earlier_lines_alone(client: Client, agent: Any):
    ticket = lived(60)
    oldest = Event.objects.order_by("-pk")[stream.PAGE - 1].pk
    url = reverse("tickets:history", args=[ticket.number])
    part = client.get(url, {"before": oldest}, headers={"HX-Request": "true", "HX-Target": "earlier"})
    assert part.content.decode().lstrip().startswith('<div id="earlier">')
    assert b"<html" not in part.content


def test_a_page_that_is_open_keeps_the_line_it_began_with(client: Client, agent: Any):
    ticket = lived(60)
    began = int(re.search(r"since=(\d+)", page_of(client, ticket))[1])  # type: ignore[index]
    for priority in (Priority.URGENT, Priority.LOW, Priority.HIGH):
        change_priority(ticket, to=priority, by=make_actor())
    html = page_of(client, ticket, "news", seen="x", since=began)
    assert lines_in(html) == stream.PAGE + 3
    assert f"since={began}" in html
    assert f'id="before-{began}"' in html
    assert lines_in(page_of(client, ticket)) == stream.PAGE


def test_a_page_left_open_for_very_long_begins_anew(client: Client, agent: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stream, "MOST", 55)
    ticket = lived(60)
    html = page_of(client, ticket, "news", seen="x", since=Event.objects.earliest("pk").pk)
    assert lines_in(html) == stream.PAGE


@pytest.mark.parametrize("foolish", ["", "x", "-1", "1e9", "9" * 30, "²", "\x00"])
def test_a_foolish_place_in_the_history_leads_to_the_ticket(client: Client, agent: Any, foolish: str):
    ticket = make_ticket()
    answer = client.get(reverse("tickets:history", args=[ticket.number]), {"before": foolish})
    assert answer["Location"] == reverse("tickets:ticket", args=[ticket.number])
    assert client.get(reverse("tickets:ticket", args=[ticket.number]), {"since": foolish}).status_code == 200


def test_a_history_costs_the_same_queries_however_long_it_is(client: Client, agent: Any):
    """Causes that stand on earlier pages are read too, all in one query; a short history has none such."""
    few, more, many = lived(3), lived(60), lived(500)
    page_of(client, few)
    costs = [len(queries_of(partial(page_of, client, ticket))) for ticket in (few, more, many)]
    assert {cost - costs[0] for cost in costs} <= {0, 1}


def test_names_in_a_history_are_names_and_not_markup(client: Client, agent: Any):
    ticket = make_ticket()
    Status.objects.filter(code="warranty_claim.assessing").update(names={"en": EVIL})
    change_status(ticket, to=status("assessing"), by=Actor.person(make_user(name=EVIL)))
    rule = Rule.objects.create(name=EVIL, on={"kind": "ticket.status_changed"})
    tag = make_tag("vip")
    tag.names = {"en": EVIL}
    tag.save()
    add_tag(ticket, tag=tag, by=Actor.rule(rule, because=Event.objects.latest("pk")))
    html = page_of(client, ticket)
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;%(x)s%") >= 4


def test_a_rule_is_a_link_only_for_those_who_may_open_it(client: Client):
    ticket = lived(3)
    for role, linked in ((Role.AGENT, True), (Role.LIMITED, False)):
        reader = make_user(role)
        Ticket.objects.filter(pk=ticket.pk).update(agent=reader)
        client.force_login(reader)
        html = page_of(client, ticket)
        assert ("Parcel watch</a>, because" in html) == linked
        assert "Parcel watch" in html


def test_lines_of_one_minute_stand_under_one_hour_and_days_under_their_names(client: Client, agent: Any):
    ticket = lived(2)
    first = Event.objects.order_by("pk").last()
    assert first
    Event.objects.exclude(pk=first.pk).update(at=first.at - timedelta(days=400))
    html = page_of(client, ticket)
    assert html.count('class="day"') == 2
    assert html.count('class="row-ev"') == 2
    assert "Today, " in html


def test_what_commits_late_with_a_smaller_number_is_news(client: Client, agent: Any):
    ticket = lived(30)
    seen = re.search(r"news\?seen=(\w+)", page_of(client, ticket))[1]  # type: ignore[index]
    headers = {"HX-Request": "true", "HX-Target": "ticket"}
    news = reverse("tickets:news", args=[ticket.number])
    assert client.get(news, {"seen": seen}, headers=headers).status_code == 204
    newest = Event.objects.latest("pk")
    with_number(newest, newest.pk + 1000)
    seen = re.search(r"news\?seen=(\w+)", page_of(client, ticket))[1]  # type: ignore[index]
    with_number(newest, newest.pk + 7)
    assert client.get(news, {"seen": seen}, headers=headers).status_code == 200


def with_number(event: Event, number: int) -> None:
    """The same event once more, as a transaction that took this number commits it."""
    rows = list(Subject.objects.filter(event=event))
    again = Event.objects.get(pk=event.pk)
    again.pk = number
    again.save(force_insert=True)
    for row in rows:
        row.event = again
        row.save(force_insert=True)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_earlier_lines_come_by_a_click_and_stay_when_something_happens(visit: Any):
    ticket = lived(70)
    page = visit(make_user())
    page.goto(f"/tickets/{ticket.number}")
    page.locator("#show-earlier").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tk-before .stream")).to_contain_text("created")
    expect(page.locator("#show-earlier")).to_have_count(0)
    assert page.axe() == []
    add_tag(ticket, tag=make_tag("fragile"), by=make_actor())
    page.locator(".tk-props").get_by_text("fragile").wait_for()
    expect(page.locator(".tk-before .stream")).to_contain_text("created")
    page.keyboard.press("s")
    page.get_by_role("button", name="Waiting for return").click()
    expect(page.locator(".stream").last).to_contain_text("Waiting for return")
    expect(page.locator(".tk-before .stream")).to_contain_text("created")
    assert page.locator(".evs p").count() == 70 + 3


@pytest.mark.parametrize("events", [0, 60])
def test_what_the_customer_said_is_the_first_message_under_its_day_and_hour(client: Client, agent: Any, events: int):
    ticket = lived(events)
    long_ago = ticket.created_at - timedelta(days=100) if events else ticket.created_at
    Ticket.objects.filter(pk=ticket.pk).update(description="It is bent & torn", created_at=long_ago)
    html = page_of(client, ticket)
    first = html[html.index('<li class="day">') :]
    said = re.match(
        r'<li class="day"><h2><time datetime="([\d-]+)">.*?<li class="row-msg"><span class="at"><time [^>]*>\d+:\d\d<'
        r'.*?<article class="msg them".*?<p>It is bent &amp; torn</p>',
        first,
        re.DOTALL,
    )
    assert said
    assert html.count('<li class="day">') == (2 if events else 1)  # the day of the newest lines, where it is another
    assert said[1] == timezone.localtime(long_ago).date().isoformat()
