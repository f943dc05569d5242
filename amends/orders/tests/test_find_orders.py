"""Finding an order by any part of what a customer may say (R43-R46, Q31)."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.kit import racing, search
from amends.kit.search import fold
from amends.kit.testing import assert_same_budget, queries_of
from amends.orders.access import visible_orders
from amends.orders.models import Order, Shop
from amends.orders.queries import NUMBERS, find_orders, names_an_order, search_orders
from amends.orders.tests.make import make_order, make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.vocabulary import fields_of

pytestmark = pytest.mark.django_db


def _shop() -> Shop:
    """One shop for all the examples of a property."""
    return Shop.objects.filter(code="once").first() or make_shop("once")


@pytest.mark.req("R45")
@pytest.mark.parametrize(
    "text",
    [
        "ovak",
        "NOVÁKOVÁ",
        "jana nov",
        "a.novakova@exa",
        "20260417",
        "2026 0417",
        "777123456",
        "777 123 456",
        "+420 777",
        "777-123",
        "fv-2026",
        "fv20260001",
        "2026 0001",
    ],
)
def test_any_part_of_code_address_name_phone_or_invoice_finds_the_order(text: str) -> None:
    user = make_user()
    order = make_order(code="CZ-2026 0417", phone="+420 777 123 456", invoice_code="FV-2026-0001")
    make_order(code="X1", customer_name="Łukasz Wiśniewski", email="lw@example.pl", phone="")
    assert find_orders(user, text) == [order]


@pytest.mark.req("R45", "Q31")
@pytest.mark.parametrize(
    "text", ["Nováková Jana", "novakova jana", "JANA  NOV", "ovak ana", "jana 777 123", "777123 novak", "0417 jana"]
)
def test_words_find_the_order_whatever_their_order_in_one_place_or_several(text: str) -> None:
    user = make_user()
    order = make_order(code="CZ-2026 0417", phone="+420 777 123 456")
    make_order(customer_name="Jana Malá", email="jm@example.cz", phone="+420 123 000 777")
    assert find_orders(user, text) == [order]


@pytest.mark.req("Q31")
def test_pieces_of_a_number_are_one_number_and_not_found_apart() -> None:
    make_order(code="456-123", phone="+420 777 000 111")
    assert find_orders(make_user(), "777 123 456") == []


@pytest.mark.req("R46")
@pytest.mark.parametrize("text", ["", "n", "no", " n ", "%%", "__"])
def test_fewer_than_three_characters_find_nothing(text: str) -> None:
    make_order()
    with_queries = queries_of(lambda: find_orders(make_user(), text))
    assert find_orders(make_user(), text) == []
    assert not [sql for sql in with_queries if "amends_trigrams" in sql]


@pytest.mark.req("R45")
@pytest.mark.parametrize("text", ["100%", "a_b", "it's", "back\\slash"])
def test_signs_with_a_meaning_in_sql_are_plain_text(text: str) -> None:
    found = make_order(customer_name=f"Firma {text} s.r.o.")
    make_order(customer_name="Firma 100x axb its backslash")
    assert find_orders(make_user(), text) == [found]


@pytest.mark.req("R45")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.text(st.sampled_from("ábčDeŘžł 0123-.ß@%_"), min_size=3, max_size=30),
    st.integers(0, 27),
    st.integers(3, 30),
)
def test_every_part_of_a_name_of_three_characters_finds_it(name: str, start: int, length: int) -> None:
    part = name[start : start + length]
    if len(fold(part).strip()) < 3:
        return
    order = make_order(_shop(), customer_name=name, email="", phone="", code=f"C{Order.objects.count()}")
    assert order in find_orders(make_user(), part, limit=1000), "looking through the newest"
    assert order in search_orders(Order.objects.all(), part), "by the conditions of the index"


def test_the_newest_orders_come_first_and_no_more_than_asked_for() -> None:
    shop = make_shop()
    orders = [make_order(shop, placed_at=f"2026-10-{day:02d}T10:00Z") for day in (3, 1, 2)]
    found = find_orders(make_user(), "novak", limit=2)
    assert [order.pk for order in found] == [orders[0].pk, orders[2].pk]


def test_orders_older_than_the_newest_are_found_through_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "NEWEST", 1)
    shop = make_shop()
    old = make_order(shop, code="OLD-77", placed_at="2020-01-01T10:00Z")
    make_order(shop, code="NEW-1")
    assert find_orders(make_user(), "old-77") == [old]


@pytest.mark.parametrize("text", ["777 123", "novakova jana", "jana no", "jana 777 123", "novak"])
def test_the_index_is_one_that_the_planner_can_use(text: str) -> None:
    user = make_user()
    make_order()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = search.infix(Order.objects.order_by(), "search", text).explain()
    assert "order_search" in plan
    assert "Seq Scan" not in plan
    assert find_orders(user, text)


def test_searching_costs_the_same_however_many_are_found() -> None:
    user, shop = make_user(), make_shop()
    for _ in range(3):
        make_order(shop)
    few = queries_of(lambda: [order.shop.code for order in find_orders(user, "novak")])
    for _ in range(27):
        make_order(shop)
    many = queries_of(lambda: [order.shop.code for order in find_orders(user, "novak", limit=50)])
    assert_same_budget(few, many)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_works_with_customers_finds_orders(role: Role) -> None:
    make_order()
    assert visible_orders(make_user(role)).count() == 1


def test_somebody_deactivated_finds_nothing() -> None:
    make_order()
    assert find_orders(make_user(is_active=False), "novak") == []


@pytest.mark.parametrize("rounds", [racing.ROUNDS, ((0, None, 10**6), (0, None, None))], ids=["walked", "looked up"])
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("AB-2026-1", True),
        ("ab-2026-1", True),
        ("AB-2026", False),
        ("F-99", True),
        ("F-9", False),
        ("jana@example.cz", True),
        ("example.cz", False),
        ("jana@", False),
        ("777 123 456", True),
        ("+420777123456", True),
        ("777 123", False),
        ("novakova", True),
        ("nova", False),
        ("Kolo & Hory s.r.o.", True),
        ("Nováková Jana", True),
        ("jana novakova", True),
        ("novak jana", False),
        ("na no va ko ja", False),
        ("", False),
        ("\u0301\u0301\u0301\u0301", False),
    ],
)
def test_who_may_not_browse_finds_what_is_named_as_a_whole(
    text: str, is_found: bool, rounds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(racing, "SMALL", 0)
    monkeypatch.setattr(racing, "PAGES", 0)
    monkeypatch.setattr(racing, "ROUNDS", rounds)
    wanted = make_order(
        code="AB-2026-1",
        invoice_code="F-99",
        email="Jana@example.cz",
        phone="+420 777 123 456",
        customer_name="Jana Nováková",
        company="Kolo & Hory s.r.o.",
    )
    assert find_orders(make_user(Role.LIMITED), text) == ([wanted] if is_found else [])


@pytest.mark.parametrize("text", ["20260417", "fv-417", "Jana@example.cz"])
def test_a_whole_number_is_looked_up_among_whole_numbers_not_by_letters_that_many_have(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a million orders the letters of a short number are those of half of them."""
    make_order(code="20260417", invoice_code="FV-417", email="jana@example.cz")
    monkeypatch.setattr(racing, "SMALL", 0)
    monkeypatch.setattr(racing, "ROUNDS", ((0, None, 10**6), (0, None, None)))
    monkeypatch.setattr(racing, "PAGES", 0)
    asked = queries_of(lambda: find_orders(make_user(Role.LIMITED), text))
    [found] = [one for one in asked if "MATERIALIZED" in one]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {found}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for column in NUMBERS:
        assert f"order_whole_{column}" in plan
    assert ("order_search" in plan) == ("@" in text), "an address may be a company's name"


@pytest.mark.parametrize("way", list(racing.Way))
def test_orders_of_one_number_are_looked_up_whole_and_are_the_same_any_way(way: racing.Way) -> None:
    for code in ("l1-1", "L1-1", "ĺ1-1", "l1-10", "xl1-1"):
        make_order(code=code)
    [number] = [field for field in fields_of("order") if field.code == "code"]
    those = number.left.lookup("folded__in", ["l1-1"])
    with racing.going(way), connection.cursor() as cursor:
        assert set(Order.objects.filter(those).values_list("code", flat=True)) == {"l1-1", "L1-1", "ĺ1-1"}
        others = Order.objects.filter(number.left.no(those))
        assert set(others.values_list("code", flat=True)) == {"l1-10", "xl1-1"}
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Order.objects.order_by().filter(those).explain()
    assert ("order_folded_code" in plan) == (way is not racing.Way.WALK)


def test_what_names_an_order_is_the_same_for_who_may_browse_or_finds_less() -> None:
    agent, limited = make_user(), make_user(Role.LIMITED)
    assert names_an_order(agent, "com")
    assert not names_an_order(limited, "com")
    assert names_an_order(limited, "novak")
    assert names_an_order(limited, "2026")
