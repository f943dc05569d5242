"""The pages of orders, through the door."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from amends.kit.testing import assert_same_budget, queries_of
from amends.orders.models import ItemKind, Order, OrderItem
from amends.orders.queries import FEW
from amends.orders.tests.make import make_order, make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import ensure_workflows, make_ticket
from amends.vocabulary import fields_of
from amends.web.templatetags.values import money

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.AGENT, **fields: object) -> Client:
    client = Client()
    client.force_login(make_user(role, **fields))  # type: ignore[arg-type]
    return client


def address(order: Order) -> str:
    return reverse("orders:order", args=[order.shop.code, order.code])


@pytest.mark.parametrize("name", ["orders:list", "orders:missing"])
def test_strangers_are_sent_to_the_sign_in_page(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.AGENT])
def test_everybody_who_answers_customers_lists_orders(role: Role) -> None:
    make_order(code="A-77")
    answer = signed_in(role).get(reverse("orders:list"))
    assert "A-77" in answer.content.decode()


def test_a_limited_agent_sees_only_what_a_search_finds() -> None:
    make_order(code="A-77", customer_name="Jana Nováková")
    make_order(code="B-88", customer_name="Łukasz", email="l@example.pl")
    client = signed_in(Role.LIMITED)
    every = client.get(reverse("orders:list")).content.decode()
    assert "A-77" not in every
    assert "B-88" not in every
    found = client.get(reverse("orders:list"), {"q": "lukasz"}).content.decode()
    assert "B-88" in found
    assert "A-77" not in found


@pytest.mark.parametrize(
    "address", ["q=com", "q=example", "q=2026", "f=email~contains~com", "q=novak&f=code~is~2026-1"]
)
def test_no_limited_agent_leafs_through_the_customers(address: str) -> None:
    for number in range(8):
        make_order(code=f"2026-{number}", customer_name="Jana Nováková", email=f"jana{number}@example.com")
    client = signed_in(Role.LIMITED)
    shown = client.get(f"{reverse('orders:list')}?{address}").content.decode()
    assert shown.count("@example.com</span>") == (FEW if "novak" in address else 0)
    assert "after=" not in shown
    hits = client.get(f"{reverse('tickets:order_hits')}?{address}").content.decode()
    assert hits.count("@example.com") == (FEW if "novak" in address else 0)
    assert ("at least 5 letters of the name" in hits) == (address in ("q=com",))


@pytest.mark.req("R45")
def test_the_search_box_finds_by_any_part_without_accents() -> None:
    make_order(code="A-77", customer_name="Jana Nováková")
    make_order(code="B-88", customer_name="Łukasz", email="l@example.pl")
    page = signed_in().get(reverse("orders:list"), {"q": "ovakov"}).content.decode()
    assert "A-77" in page
    assert "B-88" not in page


def test_conditions_of_the_filter_bar_narrow_the_list() -> None:
    shop = make_shop("outdoor")
    make_order(shop, code="A-77", carrier="Zásilkovna")
    make_order(code="B-88", carrier="PPL")
    client = signed_in()
    for condition in ("shop~is~outdoor", "carrier~contains~silkov", "code~starts_with~A-"):
        page = client.get(reverse("orders:list"), {"f": condition}).content.decode()
        assert "A-77" in page, condition
        assert "B-88" not in page, condition


def test_pages_of_the_list_follow_one_another() -> None:
    shop = make_shop()
    for number in range(60):
        make_order(shop, code=f"N-{number:02d}", placed_at=f"2026-10-01T10:{number:02d}Z")
    client = signed_in()
    first = client.get(reverse("orders:list"))
    later = client.get(reverse("orders:list"), {"after": first.context["page"].later})
    codes = [order["code"] for answer in (first, later) for order in answer.context["page"].rows]
    assert codes == [f"N-{number:02d}" for number in reversed(range(60))]


def test_an_order_shows_what_the_shop_told_of_it() -> None:
    order = make_order(
        items=2, carrier="Zásilkovna", shipping_address={"street": "Masarykova", "housenumber": "1", "city": "Brno"}
    )
    page = signed_in().get(address(order)).content.decode()
    for text in ("Jana Nováková", "Product 1", "Product 2", "Zásilkovna", "Masarykova 1", "Brno", "+420777123456"):
        assert text in page
    assert f"{reverse('tickets:new')}?order={order.pk}" in page


def test_codes_with_slashes_spaces_and_letters_of_all_sorts_have_a_page() -> None:
    order = make_order(code="2026/11 Č#?1")
    assert signed_in().get(address(order)).status_code == 200


def test_an_order_that_is_not_there_answers_404() -> None:
    assert signed_in().get(reverse("orders:order", args=["nowhere", "A-77"])).status_code == 404


@pytest.mark.req("R48", "R49")
def test_whoever_misses_an_order_is_told_when_orders_last_came_and_what_to_tell() -> None:
    make_shop(name="Kolo & Hory")
    page = signed_in().get(reverse("orders:missing")).content.decode()
    assert "every 6 hours" in page
    assert "Kolo &amp; Hory" in page
    assert "never" in page
    for told in ("name", "e-mail address", "number", "placed"):
        assert told in page


@pytest.mark.req("R48")
def test_a_search_without_hits_leads_to_that_advice() -> None:
    make_order()
    page = signed_in().get(reverse("orders:list"), {"q": "nobody"}).content.decode()
    assert reverse("orders:missing") in page


def test_addresses_a_person_types_wrongly_do_no_harm() -> None:
    make_order()
    client = signed_in()
    for query in ({"q": "a\x00b\x1e"}, {"f": "nonsense"}, {"f": "total~is~x"}, {"q": "x" * 5000}):
        assert client.get(reverse("orders:list"), query).status_code == 200, query
    assert client.get(reverse("orders:list"), {"after": "forged"}).status_code < 500


def test_the_palette_finds_orders() -> None:
    make_order(code="A-77")
    assert "A-77" in signed_in().get(reverse("shell:search"), {"q": "novak"}).content.decode()


def test_pages_ask_the_same_number_of_queries_for_3_and_30() -> None:
    shop, client = make_shop(), signed_in()
    order = make_order(shop, items=3)
    for _ in range(2):
        make_order(shop)

    def look() -> tuple[list[str], list[str], list[str]]:
        return (
            queries_of(lambda: client.get(reverse("orders:list"))),
            queries_of(lambda: client.get(reverse("orders:list"), {"q": "novak"})),
            queries_of(lambda: client.get(address(order))),
        )

    look()
    few = look()
    for _ in range(27):
        make_order(make_shop())
    for position in range(27):
        order.items.create(name="More", position=position)
    for at_few, at_many in zip(few, look(), strict=True):
        assert_same_budget(at_few, at_many)


@pytest.mark.req("R48", "R49")
def test_new_ticket_leads_to_that_advice_too() -> None:
    ensure_workflows()
    assert reverse("orders:missing") in signed_in().get(reverse("tickets:new")).content.decode()


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//evil.example"])
def test_an_order_leads_only_to_pages(url: str) -> None:
    page = signed_in().get(address(make_order(url=url))).content.decode()
    assert "alert(1)" not in page
    assert 'target="_blank"' not in page
    assert (
        "https://shop.example/1" in signed_in().get(address(make_order(url="https://shop.example/1"))).content.decode()
    )


def test_the_list_is_sorted_and_shows_columns_as_its_fields_say() -> None:
    shop = make_shop()
    make_order(shop, code="OLD", placed_at="2026-10-01T10:00Z", carrier="DPD")
    make_order(shop, code="NEW", placed_at="2026-10-02T10:00Z", carrier="PPL")
    client = signed_in()

    def codes(query: str) -> list[str]:
        return [order["code"] for order in client.get(f"{reverse('orders:list')}{query}").context["page"].rows]

    assert codes("") == codes("?sort=nonsense") == codes("?sort=-placed") == ["NEW", "OLD"]
    assert codes("?sort=placed") == ["OLD", "NEW"]
    page = client.get(f"{reverse('orders:list')}?columns=code,package,carrier").text
    assert "Parcel number" in page
    assert "DPD" in page
    assert "E-mail</th>" not in page


def test_whatever_a_shop_tells_is_shown_as_text() -> None:
    hostile = '"><script>alert(1)</script>'
    make_order(make_shop(), code="N-1", customer_name=hostile, carrier=hostile, email=hostile[:40])
    text = signed_in().get(reverse("orders:list")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_every_field_of_an_order_can_be_a_column() -> None:
    make_order(make_shop(), code="N-1")
    client = signed_in()
    for field in fields_of("order"):
        assert client.get(f"{reverse('orders:list')}?columns={field.code}").status_code == 200


def test_an_order_adds_up_to_its_total() -> None:
    client = signed_in()
    order = make_order(items=2)
    OrderItem.objects.create(order=order, position=9, kind=ItemKind.SHIPPING, name="Courier", unit_price=99, total=99)
    order.total = sum(item.total for item in order.items.all()) + Decimal("-0.50")
    order.save()
    ticket = make_ticket(order=order)
    for address in (f"/orders/{order.shop.code}/{order.code}", f"/tickets/{ticket.number}"):
        page = client.get(address)
        text = page.content.decode()
        assert "Courier" in text
        assert "Rounding and other" in text
        rest = page.context["order_rest" if "order_rest" in page.context else "rest"]
        assert sum(item.total for item in order.items.all()) + rest == order.total
        for item in order.items.all():
            assert money(item.total, order.currency) in text
