"""The form of a type, arranged by pressing buttons: what dragging does besides is proven in the browser."""

import json
from typing import Any

import pytest
from django.test import Client

from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import Layout, PlacedDraft, SectionDraft, arrange_form, layout_of
from amends.tickets.tests.make import claim, make_actor, make_field, place
from amends.web.custom_fields.layouts import Arranging, read_layout

pytestmark = pytest.mark.django_db

FORM = "/settings/forms/warranty_claim/staff"


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


class Bench:
    """The page with what it holds: each press sends it and takes what comes back."""

    def __init__(self, client: Client, address: str = FORM) -> None:
        self.client, self.address = client, address
        self.answer: Any = client.get(address)

    def press(self, do: str, **typed: str) -> "Bench":
        context = self.answer.context
        held = {"seen": context["seen"], "layout": context["layout"], "chosen": context["chosen"]}
        texts = {f"name_{code}": text for code, _language, text in context["names"]} if context["chosen"] else {}
        self.answer = self.client.post(self.address, held | texts | typed | {"do": do})
        return self

    @property
    def layout(self) -> Layout:
        layout: Layout = json.loads(self.answer.context["layout"])
        return layout

    @property
    def codes(self) -> list[list[str]]:
        return [[one["field"] for one in part["fields"]] for part in self.layout]


@pytest.mark.req("R53", "R67")
def test_fields_are_put_on_a_form_arranged_named_and_saved_at_once(admin: Client) -> None:
    claim()
    for code, scope in (("serial", "ticket"), ("happened", "ticket"), ("fault", "product")):
        make_field(code, "text", scope=scope)
    bench = Bench(admin).press("add:serial").press("add:happened").press("add:fault").press("up:happened")
    assert bench.codes == [["happened", "serial"], ["fault"]]
    bench.press("require:serial").press("choose:field:serial").press("keep", name_cs="Výrobní číslo", name_en="")
    bench.press("choose:section:0").press("keep", name_en="The fault", name_cs="Závada")
    assert "Not saved yet" in bench.answer.content.decode()
    assert layout_of(claim(), "staff") == []
    with recorded() as events:
        bench.press("save")
    assert bench.answer.status_code == 302
    assert [event.kind for event in events] == ["form.arranged"]
    first, second = layout_of(claim(), "staff")
    assert first == {
        "names": {"en": "The fault", "cs": "Závada"},
        "scope": "ticket",
        "fields": [
            {"field": "happened", "required": False, "names": {}},
            {"field": "serial", "required": True, "names": {"cs": "Výrobní číslo"}},
        ],
    }
    assert second["scope"] == "product"
    page = admin.get(FORM).content.decode()
    assert "Staff form of Warranty Claim arranged" in page
    assert "Not saved yet" not in page


def test_the_form_stands_on_the_page_as_staff_will_see_it(admin: Client) -> None:
    place(make_field("reason", "choice", options=("broken",), helps={"en": "As the customer says"}))
    page = admin.get(FORM).content.decode()
    assert '<option value="reason.broken">Broken</option>' in page
    assert "As the customer says" in page
    assert "disabled inert" in page


def test_a_field_goes_past_the_end_of_its_section_but_never_among_those_of_products() -> None:
    def part(scope: str, *codes: str) -> dict[str, Any]:
        return {"names": {}, "scope": scope, "fields": [{"field": code} for code in codes]}

    draft = Arranging([part("ticket", "a"), part("product", "p"), part("ticket", "b")])

    def codes() -> list[str]:
        return ["".join(one["field"] for one in section["fields"]) for section in draft.sections]

    draft.step("a", 1)
    assert codes() == ["", "p", "ab"]
    draft.step("a", -1)
    assert codes() == ["a", "p", "b"]
    draft.step("a", -1)
    draft.step("p", 1)
    assert codes() == ["a", "p", "b"]
    draft.put("a", "ticket", (1, 0))
    draft.put("a", "ticket", (9, 0))
    assert codes() == ["a", "p", "b"]
    draft.put("b", "ticket", (0, 0))
    draft.take_section(2)
    assert codes() == ["ba", "p"]
    draft.step_section(0, 1)
    draft.step_section(1, 1)
    assert codes() == ["p", "ba"]


def test_what_is_taken_off_is_offered_again(admin: Client) -> None:
    place(make_field("serial", "text"))
    bench = Bench(admin).press("off:serial")
    assert [one.field.code for one in bench.answer.context["missing"]] == ["serial"]
    bench.press("section-off:0").press("section-off:0").press("section:ticket").press("add:serial")
    assert bench.codes == [["serial"]]
    assert bench.press("put:serial:0:0").codes == [["serial"]]


NONSENSE = ["", "add:nothing", "up:nothing", "put:serial:x:y", "section:odd", "section-up:x", "odd:"]


@pytest.mark.parametrize("do", NONSENSE)
def test_presses_that_make_no_sense_change_nothing(admin: Client, do: str) -> None:
    place(make_field("serial", "text"))
    bench = Bench(admin)
    before = bench.layout
    assert bench.press(do).layout == before


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"names": {}, "scope": "odd", "fields": []}]', "[[]]", "null"])
def test_a_form_that_no_page_has_sent_is_taken_for_the_one_that_is_there(admin: Client, text: str) -> None:
    place(make_field("serial", "text"))
    assert read_layout(text) is None
    answer = admin.post(FORM, {"seen": text, "layout": text, "do": "keep"})
    assert json.loads(answer.context["layout"]) == layout_of(claim(), "staff")


def test_of_two_editors_the_second_is_told_and_loses_nothing(admin: Client) -> None:
    make_field("serial", "text")
    make_field("happened", "date")
    claim()
    mine, theirs = Bench(admin).press("add:serial"), Bench(admin).press("add:happened")
    theirs.press("save")
    mine.press("save")
    assert mine.answer.status_code == 422
    assert "Somebody else has changed this" in mine.answer.content.decode()
    assert mine.codes == [["serial"]]
    assert [one["field"] for one in layout_of(claim(), "staff")[0]["fields"]] == ["happened"]


def test_the_forms_of_staff_and_portal_are_two(admin: Client) -> None:
    make_field("serial", "text")
    claim()
    Bench(admin, "/settings/forms/warranty_claim/portal").press("add:serial").press("save")
    assert layout_of(claim(), "staff") == []
    assert len(layout_of(claim(), "portal")) == 1
    assert admin.get("/settings/forms/warranty_claim/nobody").status_code == 404
    assert admin.get("/settings/forms/nothing/staff").status_code == 404


def test_the_form_is_reached_from_the_settings_and_from_its_type(admin: Client) -> None:
    claim()
    assert 'href="/settings/forms"' in admin.get("/settings").content.decode()
    assert admin.get("/settings/forms")["Location"].endswith("/staff")
    assert f'href="{FORM}"' in admin.get("/settings/types/warranty_claim").content.decode()


def test_the_page_asks_the_database_alike_for_few_and_many(admin: Client, django_assert_max_num_queries: Any) -> None:
    place(make_field("own", "choice", options=("a",)))
    admin.get(FORM)
    with django_assert_max_num_queries(40) as few:
        admin.get(FORM)
        asked = len(few)
    fields = [make_field(f"own_{number}", "choice", options=("a", "b")) for number in range(30)]
    arrange_form(claim(), "staff", [SectionDraft(placed=[PlacedDraft(one.code) for one in fields])], by=make_actor())
    admin.get(FORM)
    with django_assert_max_num_queries(asked):
        admin.get(FORM)
