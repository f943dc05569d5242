"""Setting up the feed of a shop, and what staff see of it when they miss an order."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.orders.actions.feeds import set_feed
from amends.orders.models import ImportState, OrderImport, Shop, ShopFeed
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
URL = "https://shop.example/orders.xml?hash=geheim"
FORM = {"url": URL, "format": "xml", "hours": "6", "is_on": "on", "user_name": "amends", "password": "čtyři koně"}


def signed_in(role: Role = Role.ADMINISTRATOR) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def address(shop: Shop) -> str:
    return reverse("orders:feed", args=[shop.code])


@pytest.mark.req("R48")
def test_a_feed_is_set_up_and_its_password_is_never_shown():
    shop, client = make_shop("outdoor"), signed_in()
    with recorded() as events:
        assert client.post(address(shop), FORM).status_code == 302
    [fact] = [one for one in events if one.kind == "shop.feed_changed"]
    assert "geheim" not in str(fact.payload)
    page = client.get(address(shop)).content.decode()
    assert "hash=geheim" in page
    assert "koně" not in page
    assert "There is one. Leave this empty to keep it." in page
    kept = ShopFeed.objects.get().password
    client.post(address(shop), FORM | {"password": "", "hours": "12"})
    assert (ShopFeed.objects.get().password, ShopFeed.objects.get().hours) == (kept, 12)


@pytest.mark.parametrize(("values", "sentence"), [
    ({"url": ""}, "This field is required."),
    ({"url": "orders.xml"}, "is not a web address"),
    ({"url": "http://shop.example/"}, "A password is sent over https only."),
    ({"url": "https://a:b@shop.example/"}, "Write them into their own fields."),
    ({"hours": "0"}, "greater than or equal to 1"),
    ({"hours": "1000"}, "less than or equal to 168"),
    ({"format": "pdf"}, "not one of the available choices"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(values: dict[str, str], sentence: str):
    shop, client = make_shop("outdoor"), signed_in()
    answer = client.post(address(shop), FORM | values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="amends"' in answer.content.decode()
    assert not ShopFeed.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_feeds_are_set_up_by_administrators_only(role: Role):
    shop = make_shop("outdoor")
    assert signed_in(role).get(address(shop)).status_code == 403
    assert signed_in(role).post(address(shop), FORM).status_code == 403
    assert not ShopFeed.objects.exists()
    assert signed_in().get(reverse("orders:feed", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_ask_for_the_orders_that_they_miss(role: Role):
    shop = make_shop("outdoor")
    asked = reverse("orders:synchronisation", args=[shop.code])
    client = signed_in(role)
    assert client.post(asked).status_code == 404, "it has no feed"
    set_feed(shop, url=URL, format="xml", by=BY)
    assert client.get(asked).status_code == 405
    for _time in range(2):
        assert client.post(asked).headers["Location"] == reverse("orders:missing")
    assert OrderImport.objects.get().state == ImportState.FETCHING
    assert "Being synchronised" in client.get(reverse("orders:missing")).content.decode()


def run_of(shop: Shop, **values: Any) -> OrderImport:
    clock = {"kind": "clock", "id": None, "label": ""}
    usual = {"is_fetched": True, "finished_at": timezone.now(), "marks": {"version": 1}, "actor": clock}
    return OrderImport.objects.create(shop=shop, format="xml", file_name="outdoor.xml", **(usual | values))


def test_the_page_tells_how_it_went_each_time():
    shop, client = make_shop("outdoor"), signed_in()
    set_feed(shop, url=URL, format="xml", by=BY)
    run_of(shop, state=ImportState.FINISHED, created=7)
    run_of(shop, state=ImportState.FINISHED, is_same=True)
    run_of(shop, state=ImportState.FAILED, failure="unauthorised", failure_details={"status": 401})
    ShopFeed.objects.update(failing_since=timezone.now(), failures=1)
    page = client.get(address(shop)).content.decode()
    assert "does not let us in (status 401)" in page
    assert "nothing new" in page
    assert ">7<" in page
    assert "does not let us in" in client.get(reverse("orders:imports")).content.decode()
    assert "does not let us in" in client.get(reverse("settings:index")).content.decode(), "among what goes wrong"


@pytest.mark.req("R48", "R49")
def test_whoever_misses_an_order_reads_when_it_was_synchronised_and_whom_to_tell_what():
    shop, client = make_shop("outdoor", name="Kolo a Hory"), signed_in(Role.AGENT)
    set_feed(shop, url=URL, format="xml", by=BY)
    Shop.objects.update(when_missing="Write to Alena,\nit@kolo.example")
    run_of(shop, state=ImportState.FINISHED)
    for page in (client.get("/tickets/new?q=nowhere"), client.get(reverse("orders:missing"))):
        text = page.content.decode()
        for said in ("Kolo a Hory", "Connected", "Synchronise now", "Write to Alena,<br>it@kolo.example"):
            assert said in text
        for said in (
            "the customer’s name",
            "the e-mail address of the order",
            "the order’s number",
            "when it was placed",
        ):
            assert said in text
        assert "geheim" not in text


def test_what_to_tell_is_edited_with_the_shop():
    shop, client = make_shop("outdoor"), signed_in(Role.MANAGER)
    settings = {"name": "Outdoor", "language": "cs", "country": "CZ", "currency": "CZK", "time_zone": "Europe/Prague"}
    client.post(reverse("orders:shop", args=[shop.code]), settings | {"when_missing": "Call 123"})
    assert Shop.objects.get().when_missing == "Call 123"
