"""Moving along the workflow (R55, R73, R74)."""

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.journal.testing import recorded
from amends.kit.testing import assert_same_budget, queries_of
from amends.tickets.actions import TransitionRefused, change_status, change_status_of_many
from amends.tickets.defaults import TYPES
from amends.tickets.models import Ticket, TicketType
from amends.tickets.tests.make import make_actor, make_ticket, status

pytestmark = pytest.mark.django_db


@pytest.mark.req("R55", "R74")
def test_a_ticket_moves_along_its_workflow_and_the_journal_tells_of_it():
    ticket = make_ticket()
    with recorded() as events:
        change_status(ticket, to=status("waiting_return"), by=make_actor())
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.waiting_return"
    assert [event.kind for event in events] == ["ticket.status_changed"]
    assert events[0].sentence == "Status New to Waiting for return"
    assert events[0].subject_id("ticket") == ticket.pk


def test_the_sentence_is_read_in_the_language_of_the_reader():
    ticket = make_ticket()
    with recorded() as events:
        change_status(ticket, to=status("waiting_return"), by=make_actor())
    with translation.override("cs"):
        assert "Čeká na vrácení zboží" in events[0].sentence


def test_the_status_it_has_already_changes_and_records_nothing():
    ticket = make_ticket()
    before = ticket.updated_at
    with recorded() as events:
        change_status(ticket, to=ticket.status, by=make_actor())
    ticket.refresh_from_db()
    assert not events
    assert ticket.updated_at == before


@pytest.mark.req("R55")
def test_a_way_the_workflow_does_not_have_is_refused_with_its_reason():
    ticket = make_ticket()
    with recorded() as events, pytest.raises(TransitionRefused) as refusal:
        change_status(ticket, to=status("closed"), by=make_actor())
    ticket.refresh_from_db()
    assert str(refusal.value) == "Closed needs a decision first: approve or reject the claim."
    assert refusal.value.field == "status"
    assert ticket.status.code == "warranty_claim.new"
    assert not events


@pytest.mark.req("R52", "R55")
def test_a_status_of_another_type_is_refused():
    with pytest.raises(TransitionRefused, match="this ticket’s type is Warranty Claim"):
        change_status(make_ticket(), to=status("return.waiting_return"), by=make_actor())


def test_the_waiting_time_starts_anew_only_when_the_turn_passes():
    ticket = make_ticket()
    since = ticket.waiting_since
    change_status(ticket, to=status("assessing"), by=make_actor())
    assert ticket.waiting_since == since
    change_status(ticket, to=status("waiting_supplier"), by=make_actor())
    assert since
    assert ticket.waiting_since
    assert ticket.waiting_since > since


def test_closing_and_opening_again_keep_the_closing_time_true():
    ticket = make_ticket(status="approved_refund")
    with recorded() as events:
        change_status(ticket, to=status("refunded"), by=make_actor())
    assert [event.kind for event in events] == ["ticket.status_changed", "ticket.closed"]
    assert ticket.is_closed
    assert ticket.waiting_since is None
    with recorded() as events:
        change_status(ticket, to=status("assessing"), by=make_actor())
    assert [event.kind for event in events] == ["ticket.status_changed", "ticket.reopened"]
    assert not ticket.is_closed
    assert ticket.waiting_since is not None


# --- the bulk form ------------------------------------------------------------------------------------------------


CODES = sorted(f"{draft.code}.{status.code}" for draft in TYPES for status in draft.statuses)


def made(codes: list[str]) -> list[Ticket]:
    return [make_ticket(type=TicketType.objects.get(code=code.split(".")[0]), status=code) for code in codes]


def state_of(ticket: Ticket) -> tuple[object, ...]:
    ticket.refresh_from_db()
    return ticket.status.code, ticket.closed_at is None, ticket.waiting_since is None


@settings(max_examples=12)
@given(codes=st.lists(st.sampled_from(CODES), max_size=6), to=st.sampled_from(CODES))
def test_the_bulk_form_does_the_same_as_the_single_one(codes: list[str], to: str):
    singly, together, target = made(codes), made(codes), status(to)
    refused: list[str] = []
    with recorded() as one_by_one:
        for ticket in singly:
            try:
                change_status(ticket, to=target, by=make_actor())
            except TransitionRefused as refusal:
                refused.append(str(refusal))
    with recorded() as at_once:
        result = change_status_of_many([ticket.pk for ticket in together], to=target, by=make_actor())
    assert [state_of(ticket) for ticket in singly] == [state_of(ticket) for ticket in together]
    assert [(event.kind, event.payload) for event in one_by_one] == [(event.kind, event.payload) for event in at_once]
    assert [str(outcome.refusal) for outcome in result.values() if outcome.refusal] == refused
    assert len(result) == len(codes)


def test_of_many_the_waiting_time_starts_anew_only_where_the_turn_passes():
    stays, passes, opens = (make_ticket(status=code) for code in ("new", "waiting_return", "refunded"))
    since, before = stays.waiting_since, timezone.now()
    change_status_of_many([one.pk for one in (stays, passes, opens)], to=status("assessing"), by=make_actor())
    for ticket in (stays, passes, opens):
        ticket.refresh_from_db()
    assert since
    assert stays.waiting_since == since
    assert passes.waiting_since
    assert opens.waiting_since
    assert passes.waiting_since == opens.waiting_since >= before
    assert opens.closed_at is None


def test_the_bulk_form_needs_the_same_number_of_statements_for_any_number_of_tickets():
    few, many = [make_ticket().pk for _ in range(3)], [make_ticket().pk for _ in range(30)]
    target = status("waiting_return")
    assert_same_budget(
        queries_of(lambda: change_status_of_many(few, to=target, by=make_actor())),
        queries_of(lambda: change_status_of_many(many, to=target, by=make_actor())),
    )


def test_moments_are_those_of_the_deed():
    ticket = make_ticket(status="approved_refund")
    before = timezone.now()
    change_status_of_many([ticket.pk], to=status("refunded"), by=make_actor())
    ticket.refresh_from_db()
    assert ticket.closed_at
    assert before <= ticket.closed_at <= timezone.now()
