"""Orders that a file repeats are known again by their fingerprints, and by nothing that could be stale."""

from typing import Any

import pytest

from amends.orders.imports import sources, xml_feed
from amends.orders.models import Order, OrderSource
from amends.orders.tests.feeds import everything, feed, import_now, order
from amends.orders.tests.make import make_shop

pytestmark = pytest.mark.django_db

TABLE = b"order_code,placed_at,total,item_name\nA,2026-11-02,10,Boots\nB,2026-11-02,20,Laces\n"


def counts(done: Any) -> tuple[int, int, int, int]:
    return done.created, done.changed, done.unchanged, done.bad


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines of the orders that were parsed one by one."""
    lines: list[int] = []
    alone = xml_feed._alone

    def noted(piece: xml_feed.Piece, parser: Any) -> Any:
        lines.append(piece.line)
        return alone(piece, parser)

    monkeypatch.setattr(xml_feed, "_alone", noted)
    return lines


def test_an_order_that_is_repeated_is_not_even_parsed(parsed: list[int]) -> None:
    shop, content = make_shop(), feed(order("A"), order("B"))
    import_now(content, shop)
    before = everything()
    assert len(parsed) == 2
    parsed.clear()
    assert counts(import_now(content.replace(b"<CODE>B</CODE>", b"<CODE>B2</CODE>"), shop)) == (1, 0, 1, 0)
    assert len(parsed) == 1
    assert everything()[:2] == before[:2], "the orders that were there"


def test_a_table_knows_its_orders_again_too() -> None:
    shop = make_shop()
    import_now(TABLE, shop, "csv")
    before = everything()
    assert counts(import_now(TABLE.replace(b"Laces", b"Socks"), shop, "csv")) == (0, 1, 1, 0)
    assert counts(import_now(TABLE, shop, "csv")) == (0, 1, 1, 0)
    assert everything()[0] == before[0]


def test_settings_of_the_shop_that_stand_in_are_part_of_an_order() -> None:
    shop, content = make_shop(currency="CZK"), feed(order("A", CURRENCY=""), order("B"))
    import_now(content, shop)
    shop.currency = "EUR"
    shop.save()
    assert counts(import_now(content, shop)) == (0, 1, 1, 0)
    assert Order.objects.get(code="A").currency == "EUR"


def test_the_clock_of_the_shop_is_part_of_an_order() -> None:
    shop, content = make_shop(time_zone="Europe/Prague"), feed(order("A"))
    import_now(content, shop)
    shop.time_zone = "Europe/London"
    shop.save()
    assert counts(import_now(content, shop)) == (0, 1, 0, 0)


def test_a_new_version_reads_every_order_once_more(parsed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    shop, content = make_shop(), feed(order("A"), order("B"))
    import_now(content, shop)
    before = everything()
    monkeypatch.setattr(sources, "_code", lambda: "another version")
    for expected in (4, 4):
        assert counts(import_now(content, shop)) == (0, 0, 2, 0)
        assert len(parsed) == expected
    assert everything() == before


def test_orders_from_before_there_were_fingerprints_are_compared_and_left() -> None:
    shop, content = make_shop(), feed(order("A"), order("B"))
    import_now(content, shop)
    OrderSource.objects.all().delete()
    before = everything()
    assert counts(import_now(content, shop)) == (0, 0, 2, 0)
    assert everything() == before
    assert OrderSource.objects.count() == 2


def test_a_fingerprint_does_not_outlive_what_it_stood_for() -> None:
    # The second feed is read as one document, where orders have no fingerprints.
    shop, first = make_shop(), feed(order("A", INVOICE_CODE="one"))
    import_now(first, shop)
    assert counts(import_now(feed("<!-- -->", order("A", INVOICE_CODE="two")), shop)) == (0, 1, 0, 0)
    assert not OrderSource.objects.exists()
    assert counts(import_now(first, shop)) == (0, 1, 0, 0)
    assert Order.objects.get().invoice_code == "one"


def test_a_bad_order_is_told_every_time_and_leaves_the_fingerprint_of_the_good_one() -> None:
    shop, good, bad = make_shop(), feed(order("A")), feed(order("A", DATE="soon"))
    import_now(good, shop)
    assert [counts(import_now(content, shop)) for content in (bad, bad, good)] == [
        (0, 0, 0, 1),
        (0, 0, 0, 1),
        (0, 0, 1, 0),
    ]


def test_what_the_feed_says_and_we_pass_over_changes_nothing() -> None:
    shop = make_shop()
    import_now(feed(order("A")), shop)
    before = everything()
    assert counts(import_now(feed(order("A", STATUS="sent")), shop)) == (0, 0, 1, 0)
    assert everything() == before


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([order("A"), order("B"), order("A")], (0, 0, 2, 1)),
        ([order("A", INVOICE_CODE="new"), order("B"), order("A")], (0, 0, 2, 1)),
        ([order("A"), order("B"), order("A", INVOICE_CODE="new")], (0, 1, 1, 1)),
    ],
    ids=["twice the same", "the last one is known", "the first one is known"],
)
def test_of_a_known_order_listed_twice_the_last_one_counts_too(
    orders: list[str], expected: tuple[int, int, int, int]
) -> None:
    shop = make_shop()
    import_now(feed(order("A"), order("B")), shop)
    done = import_now(feed(*orders), shop)
    assert counts(done) == expected
    assert "last one counts" in str(done.problems.get().sentence)
    assert Order.objects.get(code="A").invoice_code == ("new" if expected[1] else "FA")


def test_the_same_order_of_two_shops_is_two_orders() -> None:
    content = feed(order("A"))
    import_now(content, make_shop())
    assert counts(import_now(content, make_shop())) == (1, 0, 0, 0)
