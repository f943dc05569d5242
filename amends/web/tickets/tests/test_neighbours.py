"""From a ticket to the next one of the list one came from, and back to that list."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import claim, make_queue, make_ticket


@pytest.fixture
def agent() -> User:
    claim()
    return make_user()


def beside(client: Client, ticket: Ticket, query: str) -> list[str]:
    """The numbers that the arrows lead to, the one before first."""
    page = client.get(f"{reverse('tickets:neighbours', args=[ticket.number])}?{query}").text
    return [part.split('"')[0] for part in page.split('href="/tickets/')[1:]]


@pytest.mark.django_db
def test_the_arrows_follow_the_order_and_the_conditions_of_the_list(client: Client, agent: User):
    client.force_login(agent)
    due = [datetime(2026, 11, day, tzinfo=UTC) for day in (3, 1, 2)]
    third, first, second = (make_ticket(due_at=moment, subject="zip") for moment in due)
    without, other = make_ticket(subject="zip"), make_ticket(due_at=due[2], subject="tent")
    query = "scope=all&f=subject~contains~zip&sort=due"
    assert beside(client, second, query) == [first.number, third.number]
    assert beside(client, first, query) == [second.number]
    assert beside(client, without, query) == [third.number]
    assert beside(client, second, "scope=all&f=subject~contains~zip&sort=-due") == [third.number, first.number]
    assert set(beside(client, other, query)) <= {first.number, second.number, third.number}, "it is not in the list"


@pytest.mark.django_db
def test_nobody_is_led_to_what_is_out_of_sight(client: Client):
    user = make_user(Role.LIMITED)
    client.force_login(user)
    before, ticket, after = (make_ticket(agent=user) for _time in range(3))
    Ticket.objects.exclude(pk=ticket.pk).update(queue=make_queue("hidden"), agent=None)
    assert beside(client, ticket, "scope=all") == []
    assert client.get(reverse("tickets:neighbours", args=[before.number])).status_code == 404
    assert client.get(reverse("tickets:neighbours", args=[after.number])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_j_and_k_go_on_from_ticket_to_ticket_and_the_crumb_back_to_the_list(visit: Any, agent: User):
    tickets = [make_ticket(subject=f"zip {number}") for number in range(3)]
    make_ticket(subject="tent")
    page = visit(agent)
    page.goto("/tickets?scope=all&f=subject~contains~zip&sort=created")
    page.locator(".sub > a").first.click()
    page.wait_for_url(f"**/tickets/{tickets[0].number}")
    expect(page.get_by_label("Next ticket")).to_be_visible()
    expect(page.get_by_label("Previous ticket")).to_have_count(0)
    page.keyboard.press("j")
    page.wait_for_url(f"**/tickets/{tickets[1].number}")
    expect(page.get_by_label("Next ticket")).to_be_visible()
    assert page.axe() == []
    page.keyboard.press("j")
    page.wait_for_url(f"**/tickets/{tickets[2].number}")
    expect(page.get_by_label("Previous ticket")).to_be_visible()
    expect(page.get_by_label("Next ticket")).to_have_count(0)
    page.keyboard.press("k")
    page.wait_for_url(f"**/tickets/{tickets[1].number}")
    page.locator(".am-crumb").click()
    expect(page.locator("[data-row]")).to_have_count(3)
