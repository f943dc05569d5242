"""Fields of the shop's own: made, placed, filled in, asked for (R53, R65-R67)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from amends.configured.actions import change_configured, make_configured, retire_configured
from amends.configured.refusals import SettingRefused
from amends.configured.things import uses_of
from amends.journal.testing import recorded
from amends.tickets.actions import (
    ItemDraft,
    PlacedDraft,
    SectionDraft,
    arrange_form,
    change_custom,
    change_custom_of_many,
    layout_of,
)
from amends.tickets.custom import CustomRefused, check_value
from amends.tickets.models import Branch, CustomField, FieldOption, Ticket
from amends.tickets.steps import SetTicketField
from amends.tickets.tests.make import claim, make_actor, make_field, make_ticket, place, returns
from amends.vocabulary import Asker, Condition, Tree, compile_tree, field_of, fields_of, holds
from amends.vocabulary.problems import BadValue, Invalid

pytestmark = pytest.mark.django_db


def found(**condition: Any) -> set[int]:
    tree = Tree.of(Condition(**condition))
    return set(Ticket.objects.filter(compile_tree(tree, "ticket", Asker.nobody())).values_list("pk", flat=True))


VALUES: dict[str, tuple[Any, Any, str]] = {
    "text": ("Serial 4711", "serial 4711", "contains"),
    "lines": ("It broke\nand fell", "fell", "contains"),
    "number": ("12,50", 12, "at_least"),
    "money": (1990, 1990, "is"),
    "date": ("2026-11-02", "2026-11-02", "on"),
    "flag": ("yes", True, "is"),
    "url": ("example.com/album", "album", "contains"),
    "email": ("jana@example.cz", "jana@example.cz", "is"),
    "phone": ("777 123 456", "+420777", "starts_with"),
    "iban": ("cz65 0800 0000 1920 0014 5399", "CZ6508000000192000145399", "is"),
    "cz_account": ("000019-2000145399/0800", "19-2000145399/0800", "is"),
}


@pytest.mark.req("R53", "R65")
@pytest.mark.parametrize("type", VALUES)
def test_a_field_of_each_type_is_set_found_and_asked_in_python_alike(type: str) -> None:
    given, asked, op = VALUES[type]
    field = make_field("own", type)
    place(field)
    ticket, other = make_ticket(), make_ticket()
    step = SetTicketField(field="custom_own", value=given)
    with recorded() as events:
        assert step.run(ticket, make_actor()).is_done
    assert [event.kind for event in events] == ["ticket.custom_field_changed"]
    value = asked if isinstance(asked, bool | str) else str(asked)
    assert found(field="custom_own", op=op, value=[value]) == {ticket.pk}
    ticket.refresh_from_db()
    tree = Tree.of(Condition(field="custom_own", op=op, value=[value]))
    assert holds(tree, ticket, Asker.nobody(), subject="ticket")
    assert not holds(tree, other, Asker.nobody(), subject="ticket")
    if type != "flag":
        assert found(field="custom_own", op="is_empty") == {other.pk}
    outcome = step.run_many([ticket.pk], make_actor())[ticket.pk]
    assert not outcome.is_done


def test_what_was_set_is_taken_back_unless_it_has_changed_since() -> None:
    field = make_field("own", "text")
    place(field)
    first, second = make_ticket(custom={"own": "before"}), make_ticket()
    step = SetTicketField(field="custom_own", value="after")
    done = step.run_many([first.pk, second.pk], make_actor())
    change_custom(second, asked=field, to="meanwhile", by=make_actor())
    undone = step.undo_many({pk: one.former for pk, one in done.items()}, make_actor())
    assert undone[first.pk].is_done
    assert undone[second.pk].refusal is not None
    assert [Ticket.objects.get(pk=one.pk).custom for one in (first, second)] == [
        {"own": "before"},
        {"own": "meanwhile"},
    ]


def test_choices_are_named_by_code_and_told_by_name() -> None:
    field = make_field("reason", "choice", options=("broken", "late"))
    several = make_field("parts", "choices", options=("box", "cable", "manual"))
    place(field, several)
    ticket, other = (
        make_ticket(custom={"reason": "reason.broken", "parts": ["parts.box", "parts.cable"]}),
        make_ticket(),
    )
    assert found(field="custom_reason", op="is", value=["reason.broken"]) == {ticket.pk}
    assert found(field="custom_reason", op="is_not", value=["reason.broken"]) == {other.pk}
    assert found(field="custom_parts", op="has_all", value=["parts.box", "parts.cable"]) == {ticket.pk}
    assert found(field="custom_parts", op="has_any", value=["parts.box", "parts.manual"]) == {ticket.pk}
    assert found(field="custom_parts", op="has_none", value=["parts.box"]) == {other.pk}
    assert found(field="custom_parts", op="is_empty") == {other.pk}
    with recorded() as events:
        change_custom(ticket, asked=field, to="reason.late", by=make_actor())
    assert events[0].sentence == "Reason changed from Broken to Late"
    step = SetTicketField(field="custom_parts", value=["parts.manual"])
    assert step.sentence() == "set Parts to Manual"
    assert step.run(other, make_actor()).is_done
    assert Ticket.objects.get(pk=other.pk).custom == {"parts": ["parts.manual"]}


def test_a_retired_option_is_kept_and_asked_for_but_given_to_nothing_any_more() -> None:
    field = make_field("reason", "choice", options=("broken", "late"))
    place(field)
    ticket = make_ticket(custom={"reason": "reason.broken"})
    retire_configured(FieldOption.objects.get(code="reason.broken"), by=make_actor())
    assert found(field="custom_reason", op="is", value=["reason.broken"]) == {ticket.pk}
    with pytest.raises(BadValue):
        check_value(field, "reason.broken")
    with pytest.raises(CustomRefused):
        make_ticket(custom={"reason": "reason.broken"})


@pytest.mark.parametrize(
    ("type", "given", "said"),
    [
        ("phone", "12", "telephone"),
        ("email", "jana", "e-mail"),
        ("iban", "CZ65 0800 0000 1920 0014 5398", "no IBAN"),
        ("iban", "CZ65", "no IBAN"),
        ("cz_account", "19-2000145398/0800", "no Czech account number"),
        ("cz_account", "2000145399", "no Czech account number"),
        ("cz_account", "0000000000/0800", "no Czech account number"),
        ("url", "javascript:alert(1)", "link"),
        ("url", "not a link", "link"),
        ("number", "many", "not a number"),
        ("date", "yesterday", "not a day"),
        ("flag", "maybe", "yes or no"),
        ("choice", "own.other", "to choose"),
        ("text", "x" * 201, "too long"),
    ],
)
def test_what_is_no_value_of_the_type_is_refused_with_a_sentence(type: str, given: str, said: str) -> None:
    field = make_field("own", type)
    place(field)
    with pytest.raises(BadValue) as bad:
        check_value(field, given)
    assert said in str(bad.value.sentence)
    with pytest.raises(CustomRefused) as refused:
        make_ticket(custom={"own": given})
    assert refused.value.field == "custom.own"
    if type != "choice":
        with pytest.raises(Invalid):
            SetTicketField(field="custom_own", value=given)


@pytest.mark.req("R53")
def test_only_tickets_of_types_that_ask_for_it_have_it() -> None:
    field = make_field("own", "text")
    place(field, type=claim())
    other = make_ticket(type=returns())
    outcome = change_custom_of_many([other.pk], asked=field, to="x", by=make_actor())[other.pk]
    assert str(outcome.reason) == "Own is not asked of tickets of the type Return."
    with pytest.raises(CustomRefused):
        make_ticket(type=returns(), custom={"own": "x"})


def test_what_is_required_cannot_be_left_out_or_emptied() -> None:
    field = make_field("own", "text")
    place(field, required=True)
    with pytest.raises(CustomRefused, match="has to be filled in"):
        make_ticket()
    ticket = make_ticket(custom={"own": "x"})
    with pytest.raises(CustomRefused, match="has to be filled in"):
        change_custom(ticket, asked=field, to=None, by=make_actor())


def test_fields_of_products_are_asked_of_the_tickets_that_have_them() -> None:
    fault = make_field("fault", "choice", scope="product", options=("leaks", "noise"))
    serial = make_field("serial", "text", scope="product")
    place(fault, serial)
    item = ItemDraft(name="Pump", custom={"fault": "fault.leaks", "serial": "WTU-1"})
    ticket, other = make_ticket(items=[item, ItemDraft(name="Hose")]), make_ticket(items=[ItemDraft(name="Hose")])
    assert found(field="custom_fault", op="has_any", value=["fault.leaks"]) == {ticket.pk}
    assert found(field="custom_fault", op="is_empty") == {other.pk}
    assert found(field="custom_serial", op="contains", value=["wtu"]) == {ticket.pk}
    tree = Tree.of(Condition(field="custom_fault", op="has_any", value=["fault.leaks"]))
    assert holds(tree, ticket, Asker.nobody(), subject="ticket")
    assert not holds(tree, other, Asker.nobody(), subject="ticket")


def test_type_and_scope_stay_as_they_were_made() -> None:
    field = make_field("own", "text")
    for values in ({"type": "number"}, {"scope": "product"}):
        with pytest.raises(SettingRefused):
            change_configured(field, values, by=make_actor())
    change_configured(field, {"names": {"en": "Serial number", "cs": "Výrobní číslo"}}, by=make_actor())
    [label] = [str(one.label) for one in fields_of("ticket") if one.code == "custom_own"]
    assert label == "Serial number"


def test_at_most_twenty_fields_are_kept_ready_to_search() -> None:
    for number in range(20):
        make_field(f"own_{number}", "text", is_searched=True)
    with pytest.raises(SettingRefused, match="At most 20"):
        make_field("one_more", "text", is_searched=True)


@pytest.mark.req("R67")
def test_a_form_is_arranged_and_two_editors_at_once_are_told() -> None:
    field, other = make_field("own", "text"), make_field("other", "date")
    seen = layout_of(claim(), "staff")
    sections = [
        SectionDraft(names={"en": "Fault"}, placed=[PlacedDraft("own", is_required=True), PlacedDraft("other")])
    ]
    with recorded() as events:
        arrange_form(claim(), "staff", sections, by=make_actor(), seen=seen)
        arrange_form(claim(), "staff", sections, by=make_actor())
    assert [event.kind for event in events] == ["form.arranged"]
    with pytest.raises(SettingRefused, match="Somebody else"):
        arrange_form(claim(), "staff", [], by=make_actor(), seen=seen)
    with pytest.raises(SettingRefused, match="twice"):
        arrange_form(claim(), "staff", [*sections, SectionDraft(placed=[PlacedDraft("own")])], by=make_actor())
    with pytest.raises(SettingRefused, match="once per ticket"):
        arrange_form(claim(), "staff", [SectionDraft(scope="product", placed=[PlacedDraft("own")])], by=make_actor())
    assert [use.count for use in uses_of(field)] == [1]
    assert layout_of(claim(), "portal") == []
    retire_configured(other, by=make_actor())
    assert [one["field"] for one in layout_of(claim(), "staff")[0]["fields"]] == ["own"]
    vocabulary = field_of("ticket", "custom_other")
    assert vocabulary is not None
    assert vocabulary.change is None


def test_numbers_are_exact_and_days_are_days() -> None:
    number, day = make_field("amount", "money"), make_field("happened", "date")
    place(number, day)
    ticket = make_ticket(custom={"amount": "0.10", "happened": date(2026, 2, 28)})
    read = [field_of("ticket", code).value_of(ticket) for code in ("custom_amount", "custom_happened")]  # type: ignore[union-attr]
    assert read == [Decimal("0.1"), date(2026, 2, 28)]
    assert found(field="custom_amount", op="is", value=["0.1"]) == {ticket.pk}
    assert found(field="custom_happened", op="before", value=["2026-03-01"]) == {ticket.pk}


def test_a_place_of_pick_up_is_a_branch() -> None:
    make_configured(Branch, {"names": {"en": "Brno, Veveří"}}, by=make_actor(), code="brno")
    field = make_field("pick_up", "branch")
    place(field)
    ticket = make_ticket(custom={"pick_up": "brno"})
    assert found(field="custom_pick_up", op="is", value=["brno"]) == {ticket.pk}
    assert CustomField.objects.get(code="pick_up").type == "branch"
