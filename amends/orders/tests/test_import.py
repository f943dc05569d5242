"""Importing a feed: what is read, what changes, what is left out and said (R44)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amends.journal.testing import recorded
from amends.orders.models import ImportState, Order, OrderItem
from amends.orders.tests.feeds import everything, feed, import_now, item, order
from amends.orders.tests.make import make_shop

pytestmark = pytest.mark.django_db


@pytest.mark.req("R44")
def test_an_order_arrives_with_everything_the_feed_tells_of_it() -> None:
    shop = make_shop(time_zone="Europe/Prague")
    shipping = item("Zásilkovna", TYPE="shipping", CODE="", UNIT_PRICE="<WITH_VAT>79</WITH_VAT>")
    done = import_now(feed(order(items=[item(AMOUNT="2", VARIANT_NAME="EU 42"), shipping])), shop)
    assert (done.state, done.created, done.bad) == (ImportState.FINISHED, 1, 0)
    arrived = Order.objects.get()
    assert arrived.placed_at == datetime(2026, 11, 2, 20, 46, 52, tzinfo=UTC), "local time of the shop"
    assert (arrived.code, arrived.external_id, arrived.invoice_code) == ("2026001", "4347", "F2026001")
    assert (arrived.customer_name, arrived.email, arrived.phone) == (
        "Jana Nováková",
        "jana@example.cz",
        "777 123 456",
    )
    assert (arrived.language, arrived.country, arrived.currency, arrived.carrier) == ("cs", "SK", "CZK", "Zásilkovna")
    assert (arrived.total, arrived.total_without_vat) == (Decimal("1369.00"), Decimal("1131.40"))
    assert arrived.billing_address["city"] == "Brno"
    rows = list(arrived.items.values_list("kind", "code", "name", "variant", "quantity", "unit_price", "total"))
    assert rows == [
        ("product", "P-1", "Running shoes", "EU 42", Decimal(2), Decimal(1290), Decimal(2580)),
        ("shipping", "", "Zásilkovna", "", Decimal(1), Decimal(79), Decimal(79)),
    ]


@pytest.mark.req("R44")
def test_a_second_import_of_the_same_file_changes_nothing() -> None:
    shop, content = make_shop(), feed(order("A"), order("B", items=[item("x"), item("x")]), order("C", items=[]))
    import_now(content, shop)
    before = everything()
    again = import_now(content, shop)
    assert (again.created, again.changed, again.unchanged, again.bad) == (0, 0, 3, 0)
    assert everything() == before


def test_only_what_differs_is_written() -> None:
    shop = make_shop()
    import_now(feed(order("A"), order("B"), order("C")), shop)
    untouched = Order.objects.values().get(code="A")
    items_of_b = list(OrderItem.objects.filter(order__code="B").values())
    done = import_now(
        feed(order("A"), order("B", PACKAGE_NUMBER="NEW"), order("C", items=[item("Boots"), item("Laces")])), shop
    )
    assert (done.created, done.changed, done.unchanged) == (0, 2, 1)
    assert Order.objects.values().get(code="A") == untouched
    assert Order.objects.get(code="B").package_number == "NEW"
    assert list(OrderItem.objects.filter(order__code="B").values()) == items_of_b, "items of B are the same rows"
    assert list(Order.objects.get(code="C").items.values_list("name", flat=True)) == ["Boots", "Laces"]


def test_orders_keep_their_identity_through_imports() -> None:
    shop = make_shop()
    import_now(feed(order("A")), shop)
    pk = Order.objects.get().pk
    import_now(feed(order("A", INVOICE_CODE="other")), shop)
    assert Order.objects.get().pk == pk


def test_two_shops_may_use_the_same_code() -> None:
    import_now(feed(order("A")), make_shop("one"))
    import_now(feed(order("A")), make_shop("two"))
    assert Order.objects.filter(code="A").count() == 2


@pytest.mark.parametrize("content", [feed(), b'<?xml version="1.0"?><ORDERS/>', b"\xef\xbb\xbf<ORDERS></ORDERS>"])
def test_an_empty_feed_is_fine(content: bytes) -> None:
    done = import_now(content, make_shop())
    assert (done.state, done.orders_read) == (ImportState.FINISHED, 0)


BAD_ORDERS = [
    ({"CODE": "", "ORDER_ID": ""}, "CODE is missing."),
    ({"DATE": ""}, "DATE is missing."),
    ({"DATE": "2.11.2026"}, "DATE is not a date like 2026-11-21 14:30:00: “2.11.2026”"),
    ({"DATE": "2026-02-30 10:00:00"}, "DATE is not a date"),
    ({"TOTAL_PRICE": "<WITH_VAT>1290,00</WITH_VAT>"}, "TOTAL_PRICE/WITH_VAT is not a number with a decimal point"),
    ({"TOTAL_PRICE": "<WITH_VAT>1e9</WITH_VAT>"}, "not a number"),
    ({"TOTAL_PRICE": "<WITH_VAT>NaN</WITH_VAT>"}, "not a number"),
    ({"TOTAL_PRICE": "<WITH_VAT>99999999999999</WITH_VAT>"}, "too large"),
    ({"TOTAL_PRICE": "<WITHOUT_VAT>1</WITHOUT_VAT>"}, "TOTAL_PRICE/WITH_VAT is missing."),
    ({"CURRENCY": "<CODE>koruna</CODE>"}, "CURRENCY/CODE is not a currency"),
    ({"CODE": "x" * 101}, "CODE is longer than 100 characters"),
    ({"ORDER_ITEMS": item(TYPE="gift")}, "ITEM/TYPE is none of product"),
    ({"ORDER_ITEMS": item("", CODE="")}, "ITEM/NAME is missing."),
    ({"ORDER_ITEMS": item(AMOUNT="two")}, "ITEM/AMOUNT is not a number"),
]


@pytest.mark.parametrize(("elements", "sentence"), BAD_ORDERS)
def test_a_bad_order_is_told_with_line_and_reason_while_the_rest_goes_in(
    elements: dict[str, str], sentence: str
) -> None:
    done = import_now(feed(order("A"), order("BAD", **elements), order("C")), make_shop())
    assert (done.state, done.created, done.bad, done.orders_read) == (ImportState.FINISHED, 2, 1, 3)
    problem = done.problems.get()
    assert sentence in str(problem.sentence)
    assert (
        feed(order("A"), order("BAD", **elements)).splitlines()[problem.line - 1].startswith((b"<ORDER>", b"<ORDER_I"))
    )


def test_an_order_that_is_there_stays_as_it_was_when_its_new_form_is_bad() -> None:
    shop = make_shop()
    import_now(feed(order("A")), shop)
    before = everything()
    import_now(feed(order("A", DATE="soon", PACKAGE_NUMBER="NEW")), shop)
    assert everything() == before


def test_of_an_order_listed_twice_the_last_one_counts_and_the_other_is_told() -> None:
    done = import_now(feed(order("A", INVOICE_CODE="old"), order("B"), order("A", INVOICE_CODE="new")), make_shop())
    assert Order.objects.get(code="A").invoice_code == "new"
    assert (done.created, done.bad, done.unchanged) == (2, 1, 0)
    assert "last one counts" in str(done.problems.get().sentence)


def test_what_the_feed_leaves_out_comes_from_the_shop() -> None:
    shop = make_shop(language="pl", country="PL", currency="PLN")
    import_now(feed(order(CURRENCY="", LANGUAGE="", CUSTOMER="<EMAIL>a@example.pl</EMAIL>")), shop)
    arrived = Order.objects.get()
    assert (arrived.language, arrived.country, arrived.currency) == ("pl", "PL", "PLN")


def test_white_space_control_characters_and_unknown_elements_do_no_harm() -> None:
    content = order(INVOICE_CODE="  F \n 1 ", CUSTOMER="<EMAIL>a@b.cz</EMAIL><FAX>1</FAX>", NEWS="<DEEP><ER/></DEEP>")
    import_now(feed(content, "<!-- <ORDER> -->", "<OTHER><ORDER/></OTHER>"), make_shop())
    assert Order.objects.get().invoice_code == "F 1"


def test_tags_are_case_sensitive() -> None:
    done = import_now(feed("<order><CODE>x</CODE></order>", order(code="", ORDER_ID="", Code="x")), make_shop())
    assert (done.orders_read, done.created) == (1, 0)


def test_one_fact_is_recorded_for_a_whole_import() -> None:
    shop = make_shop("outdoor")
    with recorded() as events:
        import_now(feed(order("A"), order("B"), order("C", DATE="")), shop)
    assert [event.kind for event in events] == ["orders.import_begun", "orders.import_finished"]
    counts = events[1].payload
    assert (counts["shop"], counts["created"], counts["changed"], counts["bad"]) == ("outdoor", 2, 0, 1)
    assert "2 new" in events[1].fact.sentence()


def test_progress_is_told_while_reading_and_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.orders.imports import importing

    monkeypatch.setattr(importing, "READ_AT_ONCE", 2)
    monkeypatch.setattr(importing, "WRITTEN_AT_ONCE", 2)
    seen: list[tuple[str, int, int]] = []
    import_now(
        feed(*(order(str(n)) for n in range(5))),
        make_shop(),
        progress=lambda row: seen.append((row.state, row.orders_read, row.orders_applied)),
    )
    assert ("reading", 2, 0) in seen
    assert ("reading", 4, 0) in seen
    assert [applied for state, _read, applied in seen if state == "applying"] == [0, 2, 4, 5]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://shop.example/1"])
def test_an_address_that_leads_to_no_page_is_not_kept(url: str) -> None:
    done = import_now(feed(order("A", ORDER_URL=url), order("B", ORDER_URL="HTTPS://shop.example/B")), make_shop())
    assert done.bad == 0
    assert list(Order.objects.order_by("code").values_list("url", flat=True)) == ["", "HTTPS://shop.example/B"]
