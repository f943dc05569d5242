"""Many subjects at once, many workers at once: nothing is lost, doubled, out of order or kept waiting by another."""

import threading
from typing import ClassVar

import pytest
from django.db import OperationalError, transaction

from amends.activities.models import Activity
from amends.automations import due, engine
from amends.automations.due import Left, act_on_due, give_up_what_failed, is_anything_due, try_again_what_failed
from amends.automations.models import Due, Run, RunState
from amends.automations.tests.make import BY, CHECK_DELIVERY, add_tag, make_rule, on, react_to, tree
from amends.journal.models import Event, Pending
from amends.journal.recording import record
from amends.journal.relay import relay_all
from amends.journal.testing import settle
from amends.kit.testing import assert_same_budget, beside, lose_a_deadlock, queries_of
from amends.tickets import actions
from amends.tickets.events import TicketTagAdded
from amends.tickets.models import Tag, Ticket
from amends.tickets.tests.make import make_tag, make_ticket, status
from amends.vocabulary import Outcome, Step

pytestmark = pytest.mark.django_db


def go_on(tickets) -> None:
    actions.change_status_of_many([ticket.pk for ticket in tickets], to=status("waiting_return"), by=BY)
    relay_all()


def act() -> Left:
    for _once_more in range(2):
        left = act_on_due(large=False), act_on_due(large=True)
    return next((one for one in left if one is not Left.NOTHING), Left.NOTHING)


def states() -> dict[int, str]:
    return dict(Run.objects.values_list("subject_id", "state"))


def test_thirty_tickets_cost_as_many_statements_as_three():
    make_tag("parcel")
    make_rule(steps=[CHECK_DELIVERY, add_tag("parcel")])
    make_rule(when=tree(("tags", "has_any", ["parcel"])), steps=[{"step": "change_priority", "priority": "high"}])

    def statements(count: int) -> list[str]:
        go_on([make_ticket() for _number in range(count)])
        return queries_of(act)

    statements(3)
    few, many = statements(3), statements(30)
    assert_same_budget(few, many)
    assert Run.objects.filter(state=RunState.DONE).count() == 2 * 36
    assert Ticket.objects.filter(priority="high", tags__code="parcel").count() == 36


class Stumble(Step):
    """A step with a bug that shows on some rows only."""

    code = "test_stumble"
    label = "Stumble"
    subject = "ticket"

    def run_many(self, ids, by):
        actions.add_tag_to_many(ids, tag=Tag.objects.get(code="here"), by=by)
        if Ticket.objects.filter(pk__in=ids, carrier="stone").exists():
            raise ZeroDivisionError("stone")
        return super().run_many(ids, by)

    def act(self, row, by):
        return Outcome.done()


def test_a_step_that_fails_on_one_of_many_fails_on_that_one_alone():
    make_tag("here")
    make_rule(steps=[{"step": "test_stumble"}, CHECK_DELIVERY])
    tickets = [make_ticket(carrier="stone" if number == 3 else "") for number in range(7)]
    go_on(tickets)
    act()
    expected = {ticket.pk: RunState.FAILED if ticket.carrier else RunState.DONE for ticket in tickets}
    assert states() == expected
    assert set(Ticket.objects.filter(tags__code="here")) == {ticket for ticket in tickets if not ticket.carrier}
    assert Activity.objects.count() == 7  # the next step is done all the same


@pytest.fixture
def poison(monkeypatch):
    """Acting on any batch with one of these tickets fails in a way that nobody foresaw."""
    poisoned: set[int] = set()
    real = engine.act

    def act(kind, happened):
        if poisoned & set(happened):
            raise RuntimeError("poison")
        return real(kind, happened)

    monkeypatch.setattr(due, "act", act)
    return poisoned


def test_an_event_on_which_nobody_can_act_is_put_aside_and_stops_no_other(poison):
    make_rule()
    tickets = [make_ticket() for _number in range(7)]
    poison.add(tickets[4].pk)
    go_on(tickets)
    assert act() is Left.NOTHING
    assert set(states()) == {ticket.pk for ticket in tickets} - poison
    [aside] = Due.objects.put_aside()
    assert (aside.subject_id, aside.error) == (tickets[4].pk, "RuntimeError: poison")
    poison.clear()
    try_again_what_failed()
    act()
    assert set(states()) == {ticket.pk for ticket in tickets}
    assert not Due.objects.exists()


def test_what_is_younger_waits_for_what_was_put_aside_on_the_same_subject(poison):
    make_rule()
    make_rule(on=on("ticket.tag_added"), steps=[CHECK_DELIVERY])
    ticket, other = make_ticket(), make_ticket()
    poison.add(ticket.pk)
    go_on([ticket, other])
    act()
    poison.clear()
    tag = make_tag("x")
    for one in (ticket, other):
        actions.add_tag(one, tag=tag, by=BY)
    relay_all()
    assert act() is Left.NOTHING
    assert not is_anything_due(large=False)
    assert set(states()) == {other.pk}
    assert [due.event.kind for due in Due.objects.held_up()] == ["ticket.tag_added"]
    try_again_what_failed()
    act()
    kinds = Run.objects.filter(subject_id=ticket.pk).order_by("id").values_list("event__kind", flat=True)
    assert list(kinds) == ["ticket.status_changed", "ticket.tag_added"]


def test_the_events_behind_the_one_that_fails_are_not_acted_on_in_its_batch(poison):
    make_rule()
    make_rule(on=on("ticket.tag_added"), steps=[CHECK_DELIVERY])
    ticket = make_ticket()
    relay_all()
    actions.add_tag(ticket, tag=make_tag("x"), by=BY)
    go_on([ticket])
    poison.add(ticket.pk)
    act()
    assert (Due.objects.put_aside().count(), Due.objects.held_up().count()) == (1, 1)
    assert Due.objects.put_aside().get().event.kind == "ticket.tag_added"


def test_what_was_put_aside_can_be_given_up_and_what_waited_for_it_goes_on(poison):
    make_rule()
    make_rule(on=on("ticket.tag_added"), steps=[CHECK_DELIVERY])
    ticket = make_ticket()
    poison.add(ticket.pk)
    go_on([ticket])
    act()
    poison.clear()
    actions.add_tag(ticket, tag=make_tag("x"), by=BY)
    relay_all()
    assert give_up_what_failed() == 1
    act()
    assert list(Run.objects.values_list("event__kind", flat=True)) == ["ticket.tag_added"]


def test_when_the_database_goes_away_nothing_is_put_aside(monkeypatch):
    make_rule()
    go_on([make_ticket()])
    monkeypatch.setattr(due, "act", lambda *args: (_ for _ in ()).throw(OperationalError("gone")))
    with pytest.raises(OperationalError), transaction.atomic():
        act()
    assert Due.objects.waiting().count() == 1


class Victim(Step):
    """A step at which the database ends a deadlock, as long as there is one."""

    code = "test_lose_a_deadlock"
    label = "Lose a deadlock"
    subject = "ticket"
    meets: ClassVar[bool] = True

    def act(self, row, by):
        if self.meets:
            lose_a_deadlock()
        return Outcome.done()


def test_a_step_at_which_the_database_ends_a_deadlock_has_not_failed_but_is_taken_again(monkeypatch):
    make_rule(steps=[CHECK_DELIVERY, {"step": "test_lose_a_deadlock"}])
    go_on([make_ticket()])
    with pytest.raises(OperationalError), transaction.atomic():
        act()
    assert (Run.objects.count(), Activity.objects.count()) == (0, 0)
    assert (Due.objects.waiting().count(), Due.objects.put_aside().count()) == (1, 0)
    monkeypatch.setattr(Victim, "meets", False)
    act()
    assert (Run.objects.get().state, Activity.objects.count()) == (RunState.DONE, 1)


def test_the_events_of_one_subject_are_acted_on_in_their_order_and_each_sees_the_one_before():
    for code in ("one", "two", "three"):
        make_tag(code)
    make_rule(
        on=on("ticket.tag_added", ("tag", "is", ["two"])),
        when=tree(("priority", "is", ["high"])),
        steps=[CHECK_DELIVERY],
    )
    make_rule(
        on=on("ticket.tag_added", ("tag", "is", ["one"])), steps=[{"step": "change_priority", "priority": "high"}]
    )
    tickets = [make_ticket() for _number in range(3)]
    for ticket in tickets:
        for code in ("one", "two"):
            actions.add_tag(ticket, tag=Tag.objects.get(code=code), by=BY)
    settle()
    assert Activity.objects.count() == 3


def test_a_subject_that_is_gone_sets_nothing_off():
    make_rule(on=on("ticket.tag_added"))
    with transaction.atomic():
        event = record(TicketTagAdded(tag="x"), by=BY, ticket=987654321)
    assert react_to(event) == []
    assert not Due.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_act_on_one_subject_at_once(monkeypatch):
    """The first holds a ticket in its open transaction: the second leaves that ticket alone and does the others."""
    make_rule()
    first, second = make_ticket(), make_ticket()
    go_on([first])
    held, release = threading.Event(), threading.Event()
    real = engine.act

    def slow(kind, happened):
        if first.pk in happened and not held.is_set():
            held.set()
            release.wait(20)
        return real(kind, happened)

    monkeypatch.setattr(due, "act", slow)
    with beside() as run:
        try:
            slowly = run(act)
            assert held.wait(20)
            go_on([second])
            actions.add_tag(second, tag=make_tag("x"), by=BY)
            run(act).result(20)
            assert set(states()) == {second.pk}
        finally:
            release.set()
        slowly.result(20)
    assert set(states()) == {first.pk, second.pk}


@pytest.mark.django_db(transaction=True)
def test_what_is_younger_waits_for_what_the_relay_has_still_to_bring():
    make_rule()
    make_rule(on=on("ticket.tag_added"), steps=[CHECK_DELIVERY])
    ticket = make_ticket()
    relay_all()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    older = Event.objects.get(kind="ticket.status_changed")
    actions.add_tag(ticket, tag=make_tag("x"), by=BY)
    bring(Event.objects.get(kind="ticket.tag_added"))
    assert act() is Left.RELAY
    assert not Run.objects.exists()
    bring(older)
    assert act() is Left.NOTHING
    assert list(Run.objects.order_by("id").values_list("event__kind", flat=True)) == [
        "ticket.status_changed",
        "ticket.tag_added",
    ]


def bring(event: Event) -> None:
    """As a relay that brings this event before older ones."""
    due.remember([event])
    Pending.objects.filter(event=event).delete()
