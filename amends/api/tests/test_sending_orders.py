"""Orders that a shop's program sends: `PUT /orders/{shop}/{code}` and a hundred at once."""

from typing import Any

import pytest

from amends.api.tests.make import Api, make_api, problem_of
from amends.journal.testing import recorded
from amends.kit.testing import beside
from amends.orders.imports import importing
from amends.orders.models import Order, OrderItem
from amends.orders.tests.feeds import feed, import_now, order
from amends.orders.tests.make import make_shop
from amends.people.models import Role, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ORDER: dict[str, Any] = {
    "placed_at": "2026-11-02T21:46:52+01:00",
    "total": "1369.00",
    "customer_name": "Jana Nováková",
    "email": "jana@example.cz",
    "currency": "CZK",
    "billing_address": {"name": "Jana Nováková", "city": "Brno", "country": "CZ"},
    "items": [{"name": "Running shoes", "code": "P-1", "quantity": 1, "unit_price": "1290"}],
}


@pytest.fixture
def api() -> Api:
    make_shop("outdoor")
    return make_api(Role.MANAGER)


@pytest.mark.req("R44")
def test_an_order_is_made_then_changed_and_sent_again_changes_nothing(api: Api):
    with recorded() as events:
        made = api.put("/orders/outdoor/2026001", ORDER)
        assert made.status_code == 201, made.content
        assert made.json()["customer_name"] == "Jana Nováková"
        assert made.json()["items"][0]["total"] == "1290.00"
        again = api.put("/orders/outdoor/2026001", ORDER)
        assert again.status_code == 200
        assert again.json() == made.json()
        before = list(OrderItem.objects.values())
        changed = api.put("/orders/outdoor/2026001", ORDER | {"package_number": "DR1", "items": []})
    assert changed.status_code == 200
    assert changed.json()["package_number"] == "DR1"
    assert before
    assert not OrderItem.objects.exists()
    assert Order.objects.count() == 1
    counts = [(one.payload["created"], one.payload["changed"]) for one in events if one.kind == "orders.sent"]
    assert counts == [(1, 0), (0, 1)]
    assert api.get("/orders", q="novakova").json()["items"][0]["code"] == "2026001"


@pytest.mark.parametrize(("values", "field"), [
    ({"currency": "koruna"}, "currency"),
    ({"email": "x" * 300}, "email"),
    ({"items": [{"quantity": 1}]}, "items.name"),
])  # fmt: skip
def test_what_is_wrong_with_an_order_is_said_at_its_member(api: Api, values: dict[str, Any], field: str):
    problem = problem_of(api.put("/orders/outdoor/1", ORDER | values))
    assert problem["status"] == 422
    assert problem["code"] == "order_refused"
    assert field in str(problem)
    assert not Order.objects.exists()


@pytest.mark.parametrize("values", [
    {"total": None},
    {"total": "1e999999"},
    {"placed_at": "2026-11-02"},
    {"misspelt": 1},
    {"customer_name": "a\u0000b"},
    {"items": [{"name": "x"}] * 91},
    {"items": [{"kind": "gift", "name": "x"}]},
])  # fmt: skip
def test_a_body_that_is_not_as_described_is_refused(api: Api, values: dict[str, Any]):
    assert problem_of(api.put("/orders/outdoor/1", ORDER | values))["status"] == 422
    assert not Order.objects.exists()


def test_some_at_once_have_a_result_each(api: Api):
    api.put("/orders/outdoor/A", ORDER)
    api.put("/orders/outdoor/B", ORDER)
    sent = [
        ORDER | {"code": "A"},
        ORDER | {"code": "B", "carrier": "DPD"},
        ORDER | {"code": "C"},
        ORDER | {"code": "D", "currency": "koruna"},
        ORDER | {"code": "E", "carrier": "DPD"},
        ORDER | {"code": "E"},
    ]
    answer = api.put("/orders/outdoor", {"orders": sent})
    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [(one["code"], one["result"]) for one in results] == [
        ("A", "unchanged"),
        ("B", "changed"),
        ("C", "created"),
        ("D", "refused"),
        ("E", "refused"),
        ("E", "created"),
    ]
    assert results[3]["field"] == "currency"
    assert "6" in results[4]["problem"]
    assert {*Order.objects.values_list("code", flat=True)} == set("ABCE")
    again = api.put("/orders/outdoor", {"orders": sent}).json()["results"]
    assert {one["result"] for one in again} == {"unchanged", "refused"}


def test_a_hundred_go_in_and_no_more(api: Api):
    sent = [ORDER | {"code": f"N{n}"} for n in range(101)]
    assert api.put("/orders/outdoor", {"orders": sent}).status_code == 422
    assert api.put("/orders/outdoor", {"orders": []}).status_code == 422
    assert api.put("/orders/outdoor", {"orders": sent[:100]}).status_code == 200
    assert Order.objects.count() == 100


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_taken_before_does_not_change_an_order_back(monkeypatch: pytest.MonkeyPatch):
    shop, api = make_shop("second"), make_api(Role.MANAGER)
    import_now(feed(order("A", PACKAGE_NUMBER="old"), order("B")), shop)
    write = importing._Run._write
    with beside() as run, monkeypatch.context() as patch:

        def sent_meanwhile(self: Any, first: int, last: int) -> None:
            sent = run(lambda: api.put("/orders/second/A", ORDER | {"package_number": "sent"})).result(30)
            assert sent.status_code == 200, sent.content
            write(self, first, last)

        patch.setattr(importing._Run, "_write", sent_meanwhile)
        import_now(feed(order("A", PACKAGE_NUMBER="newer"), order("B", PACKAGE_NUMBER="newer")), shop)
    assert Order.objects.get(code="A").package_number == "sent"
    assert Order.objects.get(code="B").package_number == "newer"
    import_now(feed(order("A", PACKAGE_NUMBER="newest")), shop)
    assert Order.objects.get(code="A").package_number == "newest"


def test_an_order_that_was_sent_since_is_read_again_from_the_very_same_file(api: Api):
    content, shop = feed(order("A", PACKAGE_NUMBER="filed")), make_shop("second")
    import_now(content, shop)
    api.put("/orders/second/A", ORDER | {"package_number": "sent"})
    assert import_now(content, shop).changed == 1
    assert Order.objects.get().package_number == "filed"


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIMITED])
def test_orders_are_sent_by_managers_and_administrators_only(role: Role):
    make_shop("outdoor")
    api = make_api(role)
    assert problem_of(api.put("/orders/outdoor/1", ORDER))["status"] == 403
    assert problem_of(api.put("/orders/outdoor", {"orders": [ORDER | {"code": "1"}]}))["status"] == 403
    assert not Order.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_managers_and_administrators_send_with_a_token_that_may_write(role: Role):
    make_shop("outdoor")
    assert make_api(role, Scope.WRITE).put("/orders/outdoor/1", ORDER).status_code == 201
    refused = problem_of(make_api(role, Scope.READ).put("/orders/outdoor/2", ORDER))
    assert (refused["status"], refused["code"]) == (403, "insufficient_scope")


def test_a_shop_that_is_not_there_is_404(api: Api):
    assert problem_of(api.put("/orders/nowhere/1", ORDER))["status"] == 404
    assert problem_of(api.put("/orders/nowhere", {"orders": [ORDER | {"code": "1"}]}))["status"] == 404
