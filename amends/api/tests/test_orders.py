from functools import partial

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.files.tests.make import make_upload
from amends.journal.testing import settle
from amends.kit.testing import assert_same_budget, queries_of
from amends.orders import guessing
from amends.orders.models import Order
from amends.orders.tests.make import make_item, make_order, make_shop
from amends.people.models import Role
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<ORDERS>
  <ORDER>
    <ORDER_ID>1</ORDER_ID><CODE>2026-0001</CODE><DATE>2026-11-01 10:00:00</DATE>
    <CURRENCY><CODE>CZK</CODE></CURRENCY>
    <CUSTOMER><EMAIL>jana@example.cz</EMAIL><PHONE>+420777123456</PHONE>
      <BILLING_ADDRESS><NAME>Jana Nováková</NAME></BILLING_ADDRESS></CUSTOMER>
    <TOTAL_PRICE><WITH_VAT>1290</WITH_VAT></TOTAL_PRICE>
    <ORDER_ITEMS><ITEM><TYPE>product</TYPE><NAME>Mug</NAME><AMOUNT>1</AMOUNT></ITEM></ORDER_ITEMS>
  </ORDER>
</ORDERS>"""


@pytest.mark.req("R45", "R46")
def test_orders_are_found_by_any_part_of_the_customers_name_without_accents():
    wanted = make_order(customer_name="Žofie Křížová")
    make_order()
    api = make_api()
    assert [order["code"] for order in api.get("/orders", q="krizo").json()["items"]] == [wanted.code]
    assert api.get("/orders", q="kr").json()["items"] == []


@pytest.mark.req("R45")
def test_an_order_is_found_with_what_was_bought_and_with_its_open_tickets():
    order = make_order(customer_name="Jana Nováková", items=2)
    make_item(order, kind="shipping", name="Courier")
    make_ticket(order=order)
    (found,) = make_api().get("/orders", q="novakova jana").json()["items"]
    assert (found["code"], found["products"], found["open_tickets"]) == (order.code, ["Product 1", "Product 2"], 1)
    (of_limited,) = make_api(Role.LIMITED).get("/orders", q="novakova jana").json()["items"]
    assert of_limited["open_tickets"] == 0


def test_orders_cost_the_same_number_of_queries_however_many():
    shop, api = make_shop(), make_api()

    def add(count: int) -> None:
        for _ in range(count):
            make_ticket(order=make_order(shop, items=2))

    add(3)
    api.get("/orders", size=50)
    for text in ("", "novak"):
        few = queries_of(partial(api.get, "/orders", size=50, q=text))
        add(10)
        assert_same_budget(few, queries_of(partial(api.get, "/orders", size=50, q=text)))


def test_orders_are_listed_newest_first_and_read_with_their_lines():
    order = make_order(make_shop("hrnky"), items=2)
    api = make_api()
    assert [found["code"] for found in api.get("/orders").json()["items"]] == [order.code]
    whole = api.get(f"/orders/hrnky/{order.code}").json()
    assert [item["name"] for item in whole["items"]] == ["Product 1", "Product 2"]
    assert api.get("/orders/hrnky/none").status_code == 404


def test_a_manager_imports_orders_from_a_file():
    make_shop("hrnky")
    api = make_api(Role.MANAGER)
    begun = api.upload("/shops/hrnky/imports", make_upload("orders.xml", FEED.encode()))
    assert begun.status_code == 202, begun.content
    settle()
    ended = api.client.get(begun["Location"]).json()
    assert (ended["state"], ended["failure"], ended["is_over"]) == ("finished", "", True)
    problems = api.client.get(begun["Location"] + "/problems").json()
    assert (ended["created"], problems) == (1, [])
    assert Order.objects.get().email == "jana@example.cz"


def test_a_file_that_is_no_feed_leaves_the_orders_and_says_why():
    make_shop("hrnky")
    api = make_api(Role.MANAGER)
    begun = api.upload("/shops/hrnky/imports", make_upload("orders.xml", b"<ORDERS><ORDER>"))
    settle()
    ended = api.client.get(begun["Location"]).json()
    assert ended["state"] == "failed"
    assert ended["failure"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIMITED])
def test_only_managers_import(role):
    make_shop("hrnky")
    response = make_api(role).upload("/shops/hrnky/imports", make_upload("orders.xml", FEED.encode()))
    assert response.status_code == 403
    assert problem_of(response)["code"] == "forbidden"


def test_a_shop_that_is_not_there_takes_no_orders():
    response = make_api(Role.MANAGER).upload("/shops/none/imports", make_upload("orders.xml", FEED.encode()))
    assert response.status_code == 404


def test_a_limited_agent_finds_orders_and_cannot_leaf_through_them():
    wanted = make_order(customer_name="Jana Nováková")
    api = make_api(Role.LIMITED)
    assert api.get("/orders").json()["items"] == []
    assert [order["code"] for order in api.get("/orders", q="novak").json()["items"]] == [wanted.code]
    assert api.get("/orders", q="com").json()["items"] == []
    assert api.get("/orders", q="example.cz").json()["items"] == []
    assert api.get("/orders", q=wanted.code[:-1]).json()["items"] == []


def test_an_address_that_an_earlier_import_kept_is_told_only_when_it_leads_to_a_page():
    make_order(url="javascript:alert(1)")
    make_order(url="https://shop.example/1")
    assert [order["url"] for order in make_api().get("/orders").json()["items"]] == ["https://shop.example/1", ""]


def test_a_limited_agent_who_looks_up_too_many_orders_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(guessing, "RATES", ((3, 1_000_000_000),))
    make_order(make_shop("hrnky"), code="2026-5")
    api = make_api(Role.LIMITED)
    for number in range(3):
        assert api.get("/orders", q=f"2026-{number}").status_code == 200
    for answer in (api.get("/orders", q="2026-5"), api.get("/orders/hrnky/2026-5")):
        assert answer.status_code == 429
        assert problem_of(answer)["code"] == "too_many_look_ups"
