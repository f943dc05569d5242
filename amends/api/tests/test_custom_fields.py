"""Custom fields by programs: administrators set them up, tickets are made, changed and found by them."""

from typing import Any

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.tickets.models import CustomField, Ticket
from amends.tickets.tests.make import claim, make_field, make_ticket, place, returns

pytestmark = pytest.mark.django_db

CLAIM = {"type": "warranty_claim", "customer_name": "Jana Nováková"}


@pytest.mark.req("R53", "R67")
def test_an_administrator_makes_a_field_with_options_and_puts_it_on_a_form() -> None:
    api = make_api(Role.ADMINISTRATOR)
    made = api.post("/custom-fields", {"names": {"en": "Reason"}, "type": "choice", "helps": {"en": "As told"}})
    assert (made.status_code, made.json()["code"], made.json()["field"]) == (201, "reason", "custom_reason")
    option = api.post("/custom-fields/reason/options", {"names": {"en": "Broken"}})
    assert (option.status_code, option.json()["code"]) == (201, "reason.broken")
    changed = api.patch("/custom-fields/reason", {"names": {"en": "Reason", "cs": "Důvod"}, "is_searched": True})
    assert (changed.json()["names"]["cs"], changed.json()["is_searched"]) == ("Důvod", True)
    form = {"sections": [{"names": {"en": "Claim"}, "fields": [{"field": "reason", "required": True}]}]}
    with recorded() as events:
        put = api.put("/types/warranty_claim/forms/staff", form)
    assert [event.kind for event in events] == ["form.arranged"]
    assert put.json() == api.get("/types/warranty_claim/forms/staff").json()
    assert put.json()["sections"][0]["fields"] == [{"field": "reason", "required": True, "names": {}}]
    assert [one["code"] for one in api.get("/custom-fields").json()] == ["reason"]
    assert api.get("/custom-fields/reason").json()["options"][0]["code"] == "reason.broken"


def test_options_and_fields_are_renamed_retired_and_used_again() -> None:
    make_field("reason", "choice", options=("broken", "late"))
    api = make_api(Role.ADMINISTRATOR)
    option = "/custom-fields/reason/options/broken"
    assert api.patch(option, {"names": {"en": "Damaged"}}).json()["name"] == "Damaged"
    for address in (option, "/custom-fields/reason"):
        assert api.put(f"{address}/retirement", {}).json()["retired_at"]
        assert api.delete(f"{address}/retirement").json()["retired_at"] is None
    assert api.put(f"{option}/retirement", {"replacement": "reason.late"}).status_code == 200
    assert api.patch("/custom-fields/reason/options/nothing", {"names": {"en": "X"}}).status_code == 404


@pytest.mark.parametrize(
    ("method", "address", "body", "pointer"),
    [
        ("POST", "/custom-fields", {"names": {}, "type": "text"}, "#/names"),
        ("POST", "/custom-fields", {"names": {"en": "X"}, "type": "colour"}, "#/type"),
        ("POST", "/custom-fields", {"names": {"en": "X"}, "type": "file", "scope": "product"}, "#/type"),
        ("PATCH", "/custom-fields/serial", {"type": "number"}, "#/type"),
        ("PATCH", "/custom-fields/serial", {"names": {"en": "Other"}}, "#/names"),
        ("POST", "/custom-fields/serial/options", {"names": {"en": "X"}}, "#/field"),
        ("PUT", "/types/warranty_claim/forms/staff", {"sections": [{"fields": [{"field": "nothing"}]}]}, "#/form"),
        ("PUT", "/types/warranty_claim/forms/staff", {"sections": [], "seen": [{"names": {"en": "X"}}]}, "#/form"),
        ("PUT", "/types/warranty_claim/forms/staff", {"sections": [{"scope": "odd"}]}, "#/sections/0/scope"),
    ],
)
def test_what_a_field_or_a_form_cannot_be_is_a_problem_at_its_member(
    method: str, address: str, body: dict, pointer: str
) -> None:
    make_field("serial", "text")
    make_field("other", "text")
    answer = make_api(Role.ADMINISTRATOR).send(method, address, body)
    assert answer.status_code == 422
    assert [flaw["pointer"] for flaw in problem_of(answer)["errors"]] == [pointer]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_others_read_them_and_change_nothing(role: Role) -> None:
    place(make_field("reason", "choice", options=("broken",)))
    api = make_api(role)
    assert len(api.get("/custom-fields").json()) == 1
    assert api.get("/types/warranty_claim/forms/staff").status_code == 200
    deeds = [
        ("POST", "/custom-fields", {"names": {"en": "X"}, "type": "text"}),
        ("PATCH", "/custom-fields/reason", {"names": {"en": "X"}}),
        ("PUT", "/custom-fields/reason/retirement", {}),
        ("POST", "/custom-fields/reason/options", {"names": {"en": "X"}}),
        ("PUT", "/custom-fields/reason/options/broken/retirement", {}),
        ("PUT", "/types/warranty_claim/forms/staff", {"sections": []}),
    ]
    assert {api.send(*deed).status_code for deed in deeds} <= {403, 404}
    assert (CustomField.objects.count(), CustomField.objects.get().is_retired) == (1, False)


@pytest.mark.req("R65")
def test_a_ticket_is_made_with_what_its_form_asks_and_changed_and_found_by_it() -> None:
    asked = make_field("account", "iban"), make_field("amount", "money"), make_field("fault", "text", scope="product")
    place(*asked)
    other = make_ticket()
    api = make_api()
    items = [{"name": "Pump", "custom": {"fault": "leaks"}}]
    custom = {"account": "CZ65 0800 0000 1920 0014 5399", "amount": 12.5}
    made = api.post("/tickets", CLAIM | {"custom": custom, "items": items}).json()
    assert made["custom"] == {"account": "CZ6508000000192000145399", "amount": "12.5"}
    assert made["items"][0]["custom"] == {"fault": "leaks"}
    number = made["number"]
    changed = api.patch(f"/tickets/{number}", {"custom_amount": "99"}).json()
    assert changed["custom"]["amount"] == "99"
    filter = {"all": [{"field": "custom_amount", "op": "at_least", "value": 50}]}
    found = api.post("/tickets/search", {"filter": filter}).json()["items"]
    assert [one["number"] for one in found] == [number]
    assert other.number != number


@pytest.mark.parametrize(
    ("body", "pointer", "sentence"),
    [
        ({"custom": {"serial": "1", "account": "CZ00"}}, "#/custom/account", "no IBAN"),
        ({"custom": {"account": None}}, "#/custom/serial", "has to be filled in"),
        ({"custom": {"serial": "1", "odd": "x"}}, "#/custom/odd", "is not asked of tickets"),
        ({"custom": {"serial": "1"}, "items": [{"name": "A"}, {"name": "B", "custom": {"fault": "x" * 201}}]},
         "#/items/1/custom/fault", "too long"),
        ({"custom": {"serial": {"a": 1}}}, None, ""),
    ],
)  # fmt: skip
def test_what_a_custom_field_cannot_have_is_a_problem_at_its_member(
    body: dict, pointer: str | None, sentence: str
) -> None:
    serial, account = make_field("serial", "text"), make_field("account", "iban")
    fault = make_field("fault", "text", scope="product")
    place(serial, account, fault)
    _require("serial")
    answer = make_api().post("/tickets", CLAIM | body)
    assert answer.status_code == 422
    flaw: dict[str, Any] = problem_of(answer)["errors"][0]
    assert pointer is None or flaw["pointer"] == pointer
    assert sentence in flaw["detail"]
    assert not Ticket.objects.exists()


def _require(code: str) -> None:
    api = make_api(Role.ADMINISTRATOR)
    sections = api.get("/types/warranty_claim/forms/staff").json()["sections"]
    for one in sections[0]["fields"]:
        one["required"] = one["field"] == code
    assert api.put("/types/warranty_claim/forms/staff", {"sections": sections}).status_code == 200


def test_a_change_that_is_refused_names_the_field() -> None:
    place(make_field("account", "cz_account"), type=claim())
    api, ticket, other = make_api(), make_ticket(), make_ticket(type=returns())
    wrong = problem_of(api.patch(f"/tickets/{ticket.number}", {"custom_account": "1/0800"}))
    assert wrong["errors"][0]["pointer"] == "#/custom_account"
    not_asked = problem_of(api.patch(f"/tickets/{other.number}", {"custom_account": "19-2000145399/0800"}))
    assert not_asked["errors"][0]["pointer"] == "#/custom_account"
    assert "is not asked of tickets of the type Return" in not_asked["detail"]
