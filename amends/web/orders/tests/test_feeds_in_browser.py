"""The feed of a shop and a missing order, in a real Chromium, with a real shop's server and the real queue."""

from typing import Any

import pytest
from playwright.sync_api import expect

from amends.journal.actors import Actor
from amends.kit import jobs
from amends.orders.actions.feeds import set_feed
from amends.orders.models import OrderImport
from amends.orders.tests.conftest import certificate, loopback, server, trusted  # noqa: F401 - fixtures
from amends.orders.tests.feeds import feed, order
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import claim

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

BY = Actor.system("test")
LOOKS = [(1440, "light", "en"), (1440, "dark", "cs"), (390, "light", "cs"), (390, "dark", "pl")]


@pytest.mark.req("R43", "R44", "R48", "R49")
def test_an_order_that_is_missing_is_synchronised_and_found_without_leaving_the_ticket(visit: Any, server: Any):  # noqa: F811
    claim()
    shop = make_shop("outdoor", name="Kolo a Hory")
    server.content = feed(order("2026001"))
    set_feed(shop, url=server.url(), format="xml", by=BY)
    page = visit(make_user(name="Petra Malá"))
    page.goto("/tickets/new")
    page.fill("#id_description", "The derailleur is bent")
    page.locator("#find").press_sequentially("novakova")
    expect(page.get_by_text("No order has this text.")).to_be_visible()
    expect(page.get_by_text("Waits for its first synchronisation")).to_be_visible()
    page.shot("order-missing")
    assert page.axe() == []
    page.get_by_role("button", name="Synchronise now").click()
    expect(page.locator("#supply").get_by_text("Being synchronised")).to_be_visible()
    jobs.run_all()
    expect(page.locator("#supply").get_by_text("Connected")).to_be_visible()
    expect(page.locator("#hits .hit.is-on")).to_contain_text("Jana Nováková")
    expect(page.locator("#id_description")).to_have_value("The derailleur is bent")


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_the_pages_of_feeds_are_clean_for_everybody(
    visit: Any,
    server: Any,  # noqa: F811
    width: int,
    scheme: str,
    language: str,
):
    claim()
    shop = make_shop("outdoor", name="Kolo a Hory", when_missing="it@kolo.example")
    make_shop("rower", name="Rower i Góry")
    set_feed(shop, url=server.url("/orders.xml?hash=" + "x" * 120), format="xml", user_name="amends", by=BY)
    server.content = feed(order("A"))
    from amends.orders.actions.feeds import synchronise

    for status in (200, 500):
        server.status = status
        synchronise(shop, by=BY)
        jobs.run_all()
        OrderImport.objects.update(finished_at="2026-01-01T00:00Z")
    page = visit(make_user(Role.ADMINISTRATOR, language=language), width=width, scheme=scheme)
    addresses = {
        "feed": "/settings/orders/shops/outdoor/feed",
        "shops": "/settings/orders",
        "missing": "/orders/missing",
        "shop": "/settings/orders/shops/outdoor",
        "new": "/tickets/new?q=nowhere",
    }
    wrong = []
    for name, address in addresses.items():
        page.goto(address)
        page.shot(f"feeds-{name}-{width}-{scheme}", full_page=True)
        wrong += [f"{name}: {violation}" for violation in page.axe()]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        wrong += [f"{name} scrolls sideways"] if wide else []
    assert not wrong
