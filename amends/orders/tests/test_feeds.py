"""The feed of a shop, fetched over https from a real server, through the real queue."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit import jobs
from amends.orders.actions.feeds import FeedSettingRefused, begin_due, set_feed, synchronise
from amends.orders.imports.reasons import FAILURES
from amends.orders.jobs import fetch_feed
from amends.orders.models import ImportState, Order, OrderImport, ShopFeed
from amends.orders.queries import supplies
from amends.orders.tests.feeds import everything, feed, order
from amends.orders.tests.make import make_shop
from amends.orders.tests.shop_server import PASSWORD, USER, Shop, shop_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

BY = Actor.system("test")


def set_up(server: Shop, **values: Any) -> Any:
    shop = make_shop("outdoor")
    usual: dict[str, Any] = {"url": server.url(), "format": "xml", "by": BY}
    set_feed(shop, **(usual | values))
    return shop


def fetched(shop: Any) -> OrderImport:
    """Fetch and import now, whatever was before."""
    OrderImport.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    run = synchronise(shop, by=BY)
    jobs.run_all()
    run.refresh_from_db()
    return run


@pytest.mark.req("R44", "R48")
def test_orders_come_from_the_feed_with_its_password_packed_and_are_asked_for_again_only_when_new(server: Shop):
    server.content, server.etag, server.needs_password, server.packed = feed(order("A"), order("B")), '"1"', True, True
    shop = set_up(server, user_name=USER, password=PASSWORD)
    first = fetched(shop)
    assert (first.state, first.created, first.bad) == (ImportState.FINISHED, 2, 0)
    assert Order.objects.count() == 2
    second = fetched(shop)
    assert (second.state, second.is_same, second.orders_read) == (ImportState.FINISHED, True, 0)
    assert server.asked[-1]["if-none-match"] == '"1"'
    server.content, server.etag = feed(order("A"), order("B"), order("C")), '"2"'
    assert fetched(shop).created == 1
    assert not any(default_storage.listdir("imports")[1])


def test_a_feed_without_etags_is_known_by_its_date(server: Shop):
    server.content, server.modified = feed(order("A")), "Sat, 28 Nov 2026 10:00:00 GMT"
    shop = set_up(server)
    assert fetched(shop).created == 1
    assert fetched(shop).is_same


def test_after_the_shops_settings_changed_everything_is_read_again(server: Shop):
    server.content, server.etag = feed(order("A", CURRENCY="")), '"1"'
    shop = set_up(server)
    fetched(shop)
    type(shop).objects.update(currency="PLN")
    again = fetched(shop)
    assert not again.is_same
    assert Order.objects.get().currency == "PLN"


def test_a_csv_table_is_fetched_too(server: Shop):
    server.content = b"order_code,placed_at,total\nA,2026-11-02,10.50\n"
    assert fetched(set_up(server, format="csv")).created == 1


def test_changes_alone_are_asked_for_where_the_address_says_so(server: Shop):
    server.content = feed(order("A"))
    shop = set_up(server, url=server.url("/orders.xml?hash=x&from={since}"))
    fetched(shop)
    assert server.asked[-1]["path"] == "/orders.xml?hash=x&from=1970-01-01T00%3A00%3A00"
    fetched(shop)
    day = timezone.localtime(timezone.now() - timedelta(hours=1)).date()
    assert f"from={day}T" in server.asked[-1]["path"]
    assert "if-none-match" not in server.asked[-1]


@pytest.mark.parametrize(("content", "reason"), [
    (feed(order("A"), order("B"))[:-200], "cut_off"),
    (b"<?xml version='1.0' encoding='windows-1250'?><ORDERS/>", "declared_encoding"),
    (feed(order("A")).replace(b"Jana", "Žofie".encode("cp1250")), "encoding"),
    (b"", "empty"),
    (b"<html><body>Maintenance</body></html>", "root"),
])  # fmt: skip
def test_a_feed_that_cannot_be_read_says_why_and_leaves_the_orders_as_they_were(
    server: Shop, content: bytes, reason: str
):
    server.content = feed(order("A"))
    shop = set_up(server)
    fetched(shop)
    before = everything()
    server.content = content
    run = fetched(shop)
    assert (run.state, run.failure) == (ImportState.FAILED, reason)
    assert everything() == before
    [supply] = supplies()
    assert supply.state == "error"
    assert supply.why == str(run.failure_sentence)
    assert supply.last_sync is not None
    server.content = feed(order("A"), order("B"))
    assert fetched(shop).created == 1
    assert supplies()[0].state == "connected"
    assert ShopFeed.objects.get().failures == 0


@pytest.mark.parametrize(("values", "reason"), [
    ({"status": 404}, "not_found"),
    ({"status": 500}, "status"),
    ({"needs_password": True}, "unauthorised"),
    ({"cut_at": 100}, "cut_off_on_the_way"),
    ({"cut_at": 100, "packed": True}, "cut_off_on_the_way"),
    ({"headers": {"Content-Encoding": "gzip"}}, "damaged"),
    ({"headers": {"Content-Encoding": "br"}}, "packed"),
    ({"redirect": "http://localhost/orders.xml"}, "redirect_in_the_clear"),
    ({"redirect": "ftp://localhost/orders.xml"}, "address"),
    ({"redirect": "https://169.254.169.254/latest"}, "private"),
    ({"redirect": "https://[::ffff:10.0.0.1]/"}, "private"),
    ({"redirect": "?again"}, "redirects"),
])  # fmt: skip
def test_whatever_the_network_does_is_told_in_a_sentence(server: Shop, values: dict[str, Any], reason: str):
    server.content = feed(order("A"))
    for name, value in values.items():
        setattr(server, name, value)
    run = fetched(set_up(server))
    assert (run.state, run.failure) == (ImportState.FAILED, reason)
    assert str(run.failure_sentence)
    assert not Order.objects.exists()
    assert reason in FAILURES


def test_a_machine_that_is_not_there_is_told(server: Shop):
    shop = set_up(server, url="https://localhost:1/orders.xml")
    assert fetched(shop).failure == "unreachable"


def test_a_certificate_nobody_vouches_for_is_refused(certificate: Any, loopback: None):
    with shop_server(certificate) as server:
        assert fetched(set_up(server)).failure == "certificate"
        assert not server.asked


def test_machines_of_the_house_are_not_asked_unless_allowed(server: Shop, settings: Any):
    settings.PRIVATE_NETWORKS = []
    assert fetched(set_up(server)).failure == "private"
    assert not server.asked


def test_a_feed_that_breaks_off_once_is_gone_on_with(server: Shop):
    server.content, server.etag, server.cut_at, server.cut_once = feed(*map(order, "ABCD")), '"1"', 900, True
    assert fetched(set_up(server)).created == 4
    assert [one.get("range") for one in server.asked] == [None, "bytes=900-"]


def test_a_feed_that_changed_while_it_broke_off_is_not_sewn_together(server: Shop):
    server.content, server.etag, server.cut_at, server.cut_once = feed(*map(order, "ABCD")), 'W/"1"', 900, True
    assert fetched(set_up(server)).failure == "cut_off_on_the_way"


def test_a_password_goes_to_its_own_machine_only(server: Shop, certificate: Any):
    with shop_server(certificate) as other:
        other.content = feed(order("A"))
        server.redirect = other.url()
        assert fetched(set_up(server, user_name=USER, password=PASSWORD)).created == 1
        assert "authorization" in server.asked[0]
        assert "authorization" not in other.asked[0]


def test_a_small_file_that_unpacks_into_a_giant_is_not_swallowed(server: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("amends.orders.imports.fetching.MOST", 3_000_000)
    server.content = gzip.compress(b" " * 50_000_000)
    server.headers = {"Content-Encoding": "gzip"}
    assert fetched(set_up(server)).failure == "too_large"


def test_a_file_that_is_too_large_is_not_even_begun(server: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("amends.orders.imports.fetching.MOST", 100)
    server.content = feed(order("A"))
    assert fetched(set_up(server)).failure == "too_large"


@pytest.mark.parametrize(("values", "field"), [
    ({"url": "orders.xml"}, "url"),
    ({"url": "file:///etc/passwd"}, "url"),
    ({"url": "https://petra:secret@shop.example/"}, "url"),
    ({"url": "http://shop.example/", "user_name": "petra", "password": "x"}, "url"),
    ({"url": "https://shop.example/\nX: y"}, "url"),
])  # fmt: skip
def test_an_address_that_may_not_be_asked_is_refused(values: dict[str, Any], field: str):
    with pytest.raises(FeedSettingRefused) as refused:
        set_feed(make_shop(), format="xml", by=BY, **values)
    assert refused.value.field == field


def test_the_password_is_kept_sealed_and_told_to_nobody(server: Shop, caplog: pytest.LogCaptureFixture):
    with recorded() as events:
        shop = set_up(server, user_name=USER, password=PASSWORD, url=server.url("/feed?hash=geheim"))
        fetched(shop)
    kept = ShopFeed.objects.get()
    assert PASSWORD not in kept.password
    told = caplog.text + "".join(str(one.payload) for one in events)
    assert PASSWORD not in told
    assert "geheim" not in told
    assert PASSWORD not in repr(kept)
    set_feed(shop, url=kept.url, format="xml", user_name=USER, hours=1, by=BY)
    assert ShopFeed.objects.get().password == kept.password
    set_feed(shop, url=kept.url, format="xml", by=BY)
    assert ShopFeed.objects.get().password == ""


def test_a_password_sealed_with_another_key_has_to_be_given_again(server: Shop, settings: Any):
    shop = set_up(server, user_name=USER, password=PASSWORD)
    settings.SECRET_KEY = "another"
    assert fetched(shop).failure == "password_lost"


# --- by the clock -----------------------------------------------------------------------------------------------------


@pytest.mark.req("R48")
def test_it_is_fetched_every_six_hours_or_as_the_shop_says(server: Shop):
    server.content = feed(order("A"))
    shop = set_up(server)
    begin_due()
    jobs.run_all()
    assert OrderImport.objects.get().state == ImportState.FINISHED
    due = ShopFeed.objects.get().next_at
    assert due is not None
    assert timedelta(hours=5, minutes=58) < due - timezone.now() <= timedelta(hours=6)
    begin_due()
    assert OrderImport.objects.count() == 1
    ShopFeed.objects.update(next_at=timezone.now())
    begin_due()
    assert OrderImport.objects.count() == 1, "it just was"
    OrderImport.objects.update(finished_at=timezone.now() - timedelta(hours=6))
    begin_due()
    assert OrderImport.objects.count() == 2
    set_feed(shop, url=server.url(), format="xml", hours=2, by=BY)
    assert ShopFeed.objects.get().next_at - timezone.now() <= timedelta(hours=2)  # type: ignore[operator]


def test_a_feed_that_is_off_or_not_there_is_not_fetched(server: Shop):
    shop = set_up(server, is_on=False)
    begin_due()
    assert not OrderImport.objects.exists()
    assert supplies()[0].state == "off"
    with pytest.raises(FeedSettingRefused):
        synchronise(shop, by=BY)
    with pytest.raises(FeedSettingRefused):
        synchronise(make_shop("other"), by=BY)


def test_one_turned_off_while_its_fetch_waits_is_not_fetched(server: Shop):
    shop = set_up(server)
    run = synchronise(shop, by=BY)
    set_feed(shop, url=server.url(), format="xml", is_on=False, by=BY)
    jobs.run_all()
    run.refresh_from_db()
    assert run.failure == "feed_off"
    assert not server.asked


def test_after_failures_it_is_tried_sooner_and_then_less_often(server: Shop):
    server.status = 500
    shop = set_up(server)
    waits = []
    for _time in range(6):
        fetched(shop)
        waits.append(round((ShopFeed.objects.get().next_at - timezone.now()) / timedelta(minutes=1)))  # type: ignore[operator]
    assert waits == [15, 30, 60, 120, 240, 360]


def test_what_is_learnt_of_an_address_that_was_changed_meanwhile_is_not_kept(server: Shop):
    server.content, server.etag = feed(order("A")), '"1"'
    shop = set_up(server)
    run = synchronise(shop, by=BY)
    fetch_feed(import_id=run.pk)
    set_feed(shop, url=server.url("/other.xml"), format="xml", by=BY)
    jobs.run_all()
    assert ShopFeed.objects.get().marks == {}
    assert ShopFeed.objects.get().next_at <= timezone.now()  # type: ignore[operator]


# --- once at a time ---------------------------------------------------------------------------------------------------


def test_asking_while_it_is_fetched_begins_nothing_else(server: Shop):
    server.content = feed(order("A"))
    shop = set_up(server)
    assert synchronise(shop, by=BY) == synchronise(shop, by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderImport.objects.create(shop=shop, format="xml", is_fetched=True)
    jobs.run_all()
    assert len(server.asked) == 1
    assert synchronise(shop, by=BY).is_over, "it just was"
    assert OrderImport.objects.count() == 1


def test_a_fetch_that_runs_again_after_it_was_done_does_nothing(server: Shop):
    server.content = feed(order("A"))
    run = fetched(set_up(server))
    fetch_feed(import_id=run.pk)
    assert len(server.asked) == 1


def test_a_shop_never_synchronised_waits_for_its_first_time(server: Shop):
    set_up(server)
    assert supplies()[0].state == "waiting"
