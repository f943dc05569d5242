"""A draft is put live at once; tickets of retired statuses move; of two editors the second is told."""

from typing import Any

import pytest

from amends.configured.actions import plain_values, restore_configured, retire_configured
from amends.configured.refusals import SettingRefused, StillUsed
from amends.executions.models import Execution
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.tests.make import make_user
from amends.tickets.actions import TicketRefused, TransitionRefused, change_status, create_ticket
from amends.tickets.actions.types import change_type, copy_type, make_type
from amends.tickets.actions.workflow import DraftMovedOn, change_draft, discard_draft, move_stragglers, put_live
from amends.tickets.models import Status, Ticket, TicketType, WorkflowDraft
from amends.tickets.queries import types_on_offer
from amends.tickets.tests.make import claim, make_ticket, returns, status
from amends.tickets.workflows import editing
from amends.tickets.workflows.plans import Plan, plan_of

pytestmark = pytest.mark.django_db

CLOCK = Actor.clock()


def add(plan: Plan, name: str = "In service", phase: str = "resolving") -> Plan:
    return editing.add_status(plan, phase=phase, names={"en": name}, turn="third")[0]


def retire(word: str, replacement: str):
    return lambda plan: editing.retire_status(plan, word, replacement=replacement)


def live(type: TicketType, *edits: Any) -> Any:
    version = 0
    for edit in edits:
        version = change_draft(type, edit, seen=version, by=CLOCK).version
    return put_live(type, seen=version, by=CLOCK)


@pytest.mark.req("R55")
def test_tickets_follow_the_live_workflow_until_the_draft_is_put_live() -> None:
    ticket = make_ticket(status="assessing")
    to_service = lambda plan: editing.set_ways(  # noqa: E731
        plan, "assessing", [*plan.status("assessing").leads_to, "in_service"]
    )
    draft = change_draft(claim(), add, seen=0, by=CLOCK)
    draft = change_draft(claim(), to_service, seen=1, by=CLOCK)
    assert not Status.objects.filter(code="warranty_claim.in_service").exists()
    with recorded() as events:
        version: Any = put_live(claim(), seen=draft.version, by=CLOCK)
    assert [event.kind for event in events] == ["configured.made", "workflow.put_live"]
    assert version.number == 2
    assert change_status(ticket, to=status("in_service"), by=CLOCK).status.turn == "third"
    assert not WorkflowDraft.objects.exists()


def test_putting_live_what_is_live_changes_nothing() -> None:
    before = plan_of(claim())
    with recorded() as events:
        assert put_live(claim(), seen=0, by=CLOCK) is None
    assert not events
    assert plan_of(claim()) == before


def test_of_two_editors_the_second_is_told_by_whom() -> None:
    petra = make_user(name="Petra")
    change_draft(claim(), add, seen=0, by=Actor.person(petra))
    with pytest.raises(DraftMovedOn) as refused:
        change_draft(claim(), lambda plan: add(plan, "Other"), seen=0, by=CLOCK)
    assert "Petra" in str(refused.value)
    with pytest.raises(DraftMovedOn):
        put_live(claim(), seen=0, by=CLOCK)
    discard_draft(claim(), seen=1, by=CLOCK)
    with pytest.raises(DraftMovedOn):
        change_draft(claim(), add, seen=1, by=CLOCK)


def test_open_tickets_of_a_retired_status_move_and_closed_ones_keep_it() -> None:
    moving, staying = make_ticket(status="waiting_supplier"), make_ticket(status="assessing")
    with recorded() as events:
        live(claim(), retire("waiting_supplier", "waiting_customer"))
    moving.refresh_from_db()
    staying.refresh_from_db()
    assert (moving.status.code, staying.status.code) == (
        "warranty_claim.waiting_customer",
        "warranty_claim.assessing",
    )
    kinds = [event.kind for event in events]
    assert "ticket.status_replaced" in kinds
    assert "ticket.status_changed" not in kinds
    assert Status.objects.get(code="warranty_claim.waiting_supplier").is_retired
    with pytest.raises(TransitionRefused):
        change_status(staying, to=status("waiting_supplier"), by=CLOCK)


def test_closed_tickets_keep_a_retired_status() -> None:
    ticket = make_ticket(status="refunded")
    live(claim(), retire("refunded", ""))
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.refunded"
    assert change_status(ticket, to=status("assessing"), by=CLOCK).closed_at is None


def test_open_tickets_are_not_left_without_a_place() -> None:
    make_ticket(status="waiting_supplier")
    with pytest.raises(SettingRefused) as refused:
        live(claim(), retire("waiting_supplier", ""))
    assert refused.value.field == "replacement"
    assert not Status.objects.get(code="warranty_claim.waiting_supplier").is_retired


def test_many_tickets_move_in_the_background(monkeypatch, django_capture_on_commit_callbacks) -> None:
    monkeypatch.setattr("amends.executions.actions.executions.AT_ONCE", 1)
    for _number in range(3):
        make_ticket(status="waiting_supplier")
    live(claim(), retire("waiting_supplier", "assessing"))
    execution = Execution.objects.get()
    assert (execution.total, execution.done, execution.author) == (3, 0, None)
    from amends.executions.running import run_chunk

    run_chunk(execution.pk)
    assert Ticket.objects.filter(status=status("assessing")).count() == 3


def test_a_ticket_that_slipped_in_is_moved_by_the_clock() -> None:
    live(claim(), retire("waiting_supplier", "assessing"))
    ticket = make_ticket(status="waiting_supplier")
    assert move_stragglers(by=CLOCK) == 1
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.assessing"
    assert move_stragglers(by=CLOCK) == 0


def test_a_retired_status_comes_back_with_its_code() -> None:
    before = plan_of(claim())
    live(claim(), retire("waiting_supplier", "assessing"))
    live(claim(), lambda _plan: before)
    assert plan_of(claim()) == before
    assert not status("waiting_supplier").is_retired


def test_names_may_change_places_in_one_go() -> None:
    def swap(plan: Plan) -> Plan:
        one: Any = plan.status("assessing")
        other: Any = plan.status("rejected")
        plan = editing.edit_status(plan, "assessing", names={"en": "Between"})
        plan = editing.edit_status(plan, "rejected", names=one.names)
        return editing.edit_status(plan, "assessing", names=other.names)

    live(claim(), swap)
    assert (status("assessing").names["en"], status("rejected").names["en"]) == (
        "Rejected, returning goods",
        "Assessing",
    )


@pytest.mark.req("R51", "R52", "R54")
def test_a_type_of_ones_own_has_a_workflow_and_numbers_of_its_own() -> None:
    made = copy_type(returns(), {"names": {"en": "Paid service"}, "prefix": "S", "digits": 4}, by=CLOCK)
    assert made.code == "paid_service"
    assert plan_of(made) == plan_of(returns())
    ticket = create_ticket(type=made, customer_name="Jana", by=CLOCK)
    assert ticket.number.startswith("S")
    assert len(ticket.number.partition("-")[2]) == 4
    assert ticket.status.code == "paid_service.new"


def test_numbers_that_do_not_begin_anew_have_no_year() -> None:
    made = copy_type(returns(), {"names": {"en": "Repair"}, "prefix": "P", "yearly": False}, by=CLOCK)
    assert create_ticket(type=made, customer_name="Jana", by=CLOCK).number == "P-00001"


def test_a_type_without_a_first_status_is_on_offer_for_nobody() -> None:
    empty = make_type({"names": {"en": "Question"}, "prefix": "Q"}, plan=Plan(), by=CLOCK)
    assert empty not in types_on_offer()
    with pytest.raises(TicketRefused) as refused:
        create_ticket(type=empty, customer_name="Jana", by=CLOCK)
    assert refused.value.field == "type"
    with pytest.raises(SettingRefused) as unset:
        change_type(empty, {"is_default": True}, by=CLOCK)
    assert unset.value.field == "is_default"


@pytest.mark.parametrize("prefix", ["C", "c", "", "ABCDE", "Č", "C1"])
def test_a_prefix_that_cannot_be_is_refused(prefix: str) -> None:
    claim()
    with pytest.raises(SettingRefused) as refused:
        copy_type(returns(), {"names": {"en": "Paid service"}, "prefix": prefix}, by=CLOCK)
    assert refused.value.field == "prefix"


def test_letters_that_another_type_used_stay_taken() -> None:
    make_ticket()
    change_type(claim(), {"prefix": "K"}, by=CLOCK)
    with pytest.raises(SettingRefused) as refused:
        change_type(returns(), {"prefix": "C"}, by=CLOCK)
    assert refused.value.field == "prefix"
    change_type(claim(), {"prefix": "C"}, by=CLOCK)
    assert make_ticket().number.endswith("-00002")


def test_one_type_is_chosen_beforehand() -> None:
    assert types_on_offer()[0] == claim()
    change_type(returns(), {"is_default": True}, by=CLOCK)
    assert types_on_offer()[0] == returns()
    with pytest.raises(SettingRefused):
        change_type(returns(), {"is_default": False}, by=CLOCK)


def test_built_in_types_and_the_one_chosen_beforehand_stay() -> None:
    with pytest.raises(StillUsed):
        retire_configured(returns(), by=CLOCK)
    made = copy_type(returns(), {"names": {"en": "Paid service"}, "prefix": "S", "is_default": True}, by=CLOCK)
    with pytest.raises(StillUsed):
        retire_configured(made, by=CLOCK)


def test_a_retired_type_keeps_its_tickets_and_takes_no_new_ones() -> None:
    made = copy_type(returns(), {"names": {"en": "Paid service"}, "prefix": "S"}, by=CLOCK)
    ticket = create_ticket(type=made, customer_name="Jana", by=CLOCK)
    gone = retire_configured(made, by=CLOCK)
    with pytest.raises(TicketRefused):
        create_ticket(type=gone, customer_name="Jana", by=CLOCK)
    goods = Status.objects.get(code="paid_service.goods_received")
    assert change_status(ticket, to=goods, by=CLOCK).status == goods
    assert restore_configured(gone, by=CLOCK) in types_on_offer()


def test_two_editors_of_a_type_each_keep_what_the_other_did_not_touch() -> None:
    seen = plain_values(claim())
    change_type(claim(), {"digits": 6}, seen=seen, by=CLOCK)
    change_type(claim(), {**seen, "queue": claim().queue, "oldest_order_days": 730}, seen=seen, by=CLOCK)
    assert (claim().digits, claim().oldest_order_days) == (6, 730)
