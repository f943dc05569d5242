"""What rules do when something happens."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from amends.activities.actions import edit_activity, expire_due
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.automations.due import act_on_due
from amends.automations.engine import DEEPEST
from amends.automations.models import Due, Rule, Run, RunState
from amends.automations.tests.make import BY, CHECK_DELIVERY, add_tag, make_rule, on, react_to, status_becomes, tree
from amends.journal.actors import Actor
from amends.journal.events import Audience
from amends.journal.models import Event
from amends.journal.queries import history
from amends.journal.recording import record
from amends.journal.relay import relay_all
from amends.journal.testing import recorded, settle
from amends.kit.testing import beside, queries_of, until_somebody_waits
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets import actions
from amends.tickets.events import TicketTagAdded
from amends.tickets.models import Priority, Tag, Ticket
from amends.tickets.tests.make import make_tag, make_ticket, status
from amends.vocabulary import Step

pytestmark = pytest.mark.django_db


def go_to(ticket, code: str, by: Actor = BY) -> None:
    actions.change_status(ticket, to=status(code), by=by)
    settle()


def names(ticket) -> list[str]:
    return list(Activity.objects.filter(ticket=ticket).order_by("id").values_list("name", flat=True))


def tags(ticket) -> set[str]:
    return set(ticket.tags.values_list("code", flat=True))


@pytest.mark.req("R19", "R20", "R24", "R25", "R27", "R28", "R30")
def test_a_status_makes_an_activity_due_in_seven_days_for_the_tickets_agent():
    agent = make_user()
    make_rule()
    ticket = make_ticket(agent=agent)
    go_to(ticket, "waiting_return")
    activity = Activity.objects.get(ticket=ticket)
    assert (activity.name, activity.assignee, activity.all_day) == ("Check shipment delivery", agent, True)
    assert activity.due_on == timezone.localdate(timezone=timezone.get_default_timezone()) + timedelta(days=7)


@pytest.mark.req("R25")
def test_another_status_sets_nothing_off():
    make_rule()
    ticket = make_ticket()
    go_to(ticket, "waiting_customer")
    assert names(ticket) == []
    assert not Run.objects.exists()


@pytest.mark.req("R21")
def test_a_particular_tag_sets_a_rule_off_and_another_does_not():
    for code in ("vip", "other"):
        make_tag(code)
    make_rule(on=on("ticket.tag_added", ("tag", "is", ["vip"])))
    ticket = make_ticket()
    actions.add_tag(ticket, tag=make_tag("third"), by=BY)
    settle()
    assert names(ticket) == []
    actions.add_tag(ticket, tag=tag("vip"), by=BY)
    settle()
    assert names(ticket) == ["Check shipment delivery"]


def tag(code: str) -> Tag:
    return Tag.objects.get(code=code)


@pytest.mark.req("R22")
def test_the_passed_deadline_of_an_activity_sets_a_rule_off_by_its_name_once():
    make_rule(
        on=on("activity.expired", ("name", "is", ["Assess the claim"])),
        steps=[{"step": "change_priority", "priority": "high"}],
    )
    ticket = make_ticket()
    yesterday = timezone.now() - timedelta(days=1)
    make_activity(ticket=ticket, name="Something else", due_at=yesterday, all_day=False)
    expire_due(by=Actor.clock())
    settle()
    ticket.refresh_from_db()
    assert ticket.priority == "normal"
    make_activity(ticket=ticket, name="Assess the claim", due_at=yesterday, all_day=False)
    for _twice in range(2):
        expire_due(by=Actor.clock())
        settle()
    ticket.refresh_from_db()
    assert ticket.priority == "high"
    assert Run.objects.count() == 1


@pytest.mark.req("R23")
def test_another_agent_sets_a_rule_off():
    make_rule(on=on("ticket.agent_changed"), steps=[CHECK_DELIVERY | {"assignee": "agent"}])
    ticket, agent = make_ticket(), make_user()
    actions.assign_agent(ticket, agent=agent, by=BY)
    settle()
    assert Activity.objects.get(ticket=ticket).assignee == agent


@pytest.mark.req("R24", "R26")
def test_a_condition_on_the_carrier_decides_which_tickets_it_is_about():
    make_rule(when=tree(("carrier", "is", ["DPD"])))
    ours, other = make_ticket(carrier="DPD"), make_ticket(carrier="PPL")
    for ticket in (ours, other):
        go_to(ticket, "waiting_return")
    assert names(ours) == ["Check shipment delivery"]
    assert names(other) == []


@pytest.mark.req("R28")
@pytest.mark.parametrize("assignee", ["user", "causer", "nobody"])
def test_the_assignee_is_a_fixed_person_whoever_caused_it_or_nobody(assignee):
    fixed, person = make_user(), make_user()
    step = CHECK_DELIVERY | {"assignee": assignee}
    make_rule(steps=[step | {"user": fixed.pk} if assignee == "user" else step])
    ticket = make_ticket()
    go_to(ticket, "waiting_return", Actor.person(person))
    expected = {"user": fixed, "causer": person, "nobody": None}
    assert Activity.objects.get(ticket=ticket).assignee == expected[assignee]


@pytest.mark.req("R29")
def test_a_new_claim_gets_its_first_activity_from_the_head_of_claims():
    head = make_user(Role.MANAGER)
    make_rule(
        on=on("ticket.created"),
        when=tree(("type", "is", ["warranty_claim"])),
        steps=[{"step": "create_activity", "name": "Check claim content", "assignee": "user", "user": head.pk}],
    )
    ticket = make_ticket()
    settle()
    activity = Activity.objects.get(ticket=ticket)
    assert (activity.name, activity.assignee, activity.due_at) == ("Check claim content", head, None)


@pytest.mark.req("R31")
def test_goods_received_makes_the_assessment_for_the_technician():
    technician = make_user()
    make_rule(
        on=status_becomes("goods_received"),
        steps=[{"step": "create_activity", "name": "Assess the claim", "assignee": "user", "user": technician.pk}],
    )
    ticket = make_ticket(status="waiting_return")
    go_to(ticket, "goods_received")
    assert Activity.objects.get(ticket=ticket).assignee == technician


@pytest.mark.req("R32")
def test_closing_makes_the_satisfaction_check_fourteen_days_later():
    make_rule(
        on=on("ticket.closed"),
        steps=[{"step": "create_activity", "name": "Check customer satisfaction", "due": {"days": 14}}],
    )
    ticket = make_ticket(status="rejected")
    go_to(ticket, "closed")
    activity = Activity.objects.get(ticket=ticket)
    assert activity.due_on == timezone.localdate(timezone=timezone.get_default_timezone()) + timedelta(days=14)


@pytest.mark.req("R33")
def test_several_rules_may_make_several_activities_on_one_ticket():
    for name in ("Contact the customer", "Inspect the parcel", "Send to repair"):
        make_rule(steps=[{"step": "create_activity", "name": name}])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    assert names(ticket) == ["Contact the customer", "Inspect the parcel", "Send to repair"]


@pytest.mark.req("R150")
def test_a_rule_may_have_several_steps_done_in_order():
    make_tag("parcel")
    make_rule(steps=[add_tag("parcel"), CHECK_DELIVERY])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    assert (tags(ticket), names(ticket)) == ({"parcel"}, ["Check shipment delivery"])
    assert [outcome["state"] for outcome in Run.objects.get().outcomes] == ["done", "done"]


@pytest.mark.req("R152")
def test_a_rule_that_is_off_does_nothing():
    make_rule(is_on=False)
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    assert names(ticket) == []


def test_the_history_says_which_rule_did_it_and_why():
    make_rule(name="Parcel watch")
    ticket = make_ticket()
    go_to(ticket, "waiting_return", Actor.person(make_user(name="Petra Malá")))
    made = history(about=("ticket", ticket.pk), audience=Audience.STAFF)[0]
    assert (made.event.kind, made.by, made.by_rule) == ("activity.created", "Parcel watch", True)
    assert made.because == "because the status changed"
    assert made.cause is not None
    assert made.cause.actor_label == "Petra Malá"


def test_an_event_judged_again_changes_nothing():
    make_rule()
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    event = Event.objects.get(kind="ticket.status_changed")
    with recorded() as events:
        assert react_to(event) == []
    assert events == []
    assert names(ticket) == ["Check shipment delivery"]


def test_a_later_rule_sees_what_an_earlier_one_changed():
    make_tag("first")
    make_rule(steps=[add_tag("first")])
    make_rule(when=tree(("tags", "has_any", ["first"])))
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    assert names(ticket) == ["Check shipment delivery"]


def test_an_earlier_rule_does_not_see_what_a_later_one_changes():
    make_tag("late")
    make_rule(when=tree(("tags", "has_any", ["late"])))
    make_rule(steps=[add_tag("late")])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    assert names(ticket) == []


def test_rules_run_in_their_order_and_not_by_age():
    for name in ("First made", "Second made"):
        make_rule(steps=[{"step": "create_activity", "name": name}])
    Rule.objects.filter(name__gt="").update(position=1)
    Rule.objects.filter(pk=Rule.objects.earliest("pk").pk).update(position=2)
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    assert names(ticket) == ["Second made", "First made"]


def test_a_refused_step_is_skipped_with_its_reason_and_the_others_go_on():
    make_rule(steps=[{"step": "change_status", "status": "return.new"}, CHECK_DELIVERY])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    run = Run.objects.get()
    refused, made = run.outcomes
    assert run.state == RunState.DONE
    assert (refused["state"], made["state"]) == ("skipped", "done")
    assert "type is Warranty Claim" in refused["reasons"]["en"]
    assert "je typu Reklamace" in refused["reasons"]["cs"]
    assert set(refused["reasons"]) == {"en", "cs", "pl"}
    assert names(ticket) == ["Check shipment delivery"]


class BreakDown(Step):
    """A step with a bug: it writes something and fails."""

    code = "test_break_down"
    label = "Break down"
    subject = "ticket"

    def act(self, row, by):
        actions.change_priority(Ticket.objects.get(pk=row), to=Priority.URGENT, by=by)
        raise ZeroDivisionError("division by zero")


def test_a_step_that_fails_leaves_nothing_behind_and_the_others_go_on():
    make_rule(steps=[{"step": "test_break_down"}, CHECK_DELIVERY])
    make_rule(steps=[{"step": "create_activity", "name": "By another rule"}])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    ticket.refresh_from_db()
    run = Run.objects.earliest("id")
    assert ticket.priority == "normal"
    assert (run.state, [outcome["state"] for outcome in run.outcomes]) == (RunState.FAILED, ["failed", "done"])
    assert run.error == "ZeroDivisionError: division by zero"
    assert names(ticket) == ["Check shipment delivery", "By another rule"]


def test_a_rule_that_sets_itself_off_acts_once_and_the_stop_is_told():
    for code in ("a", "b"):
        make_tag(code)
    make_rule(name="Loop", on=on("ticket.tag_added"), steps=[add_tag("a"), add_tag("b")])
    ticket = make_ticket()
    actions.add_tag(ticket, tag=make_tag("start"), by=BY)
    settle()
    assert tags(ticket) == {"start", "a", "b"}
    states = list(Run.objects.order_by("id").values_list("state", flat=True))
    assert states == [RunState.DONE, RunState.STOPPED, RunState.STOPPED]
    stop = Event.objects.filter(kind="rule.stopped").latest("id")
    assert (stop.subject_id("ticket"), stop.actor_label) == (ticket.pk, "Loop")
    assert "has acted in this chain already" in stop.sentence


def test_two_things_that_a_person_did_at_once_each_set_the_rule_off():
    """One deed, two facts: neither is a consequence of the other, so no brake applies."""
    make_rule(on=on("ticket.tag_added"))
    ticket, person = make_ticket(), Actor.person(make_user())
    for code in ("one", "two"):
        actions.add_tag(ticket, tag=make_tag(code), by=person)
    settle()
    assert len(names(ticket)) == 2


def test_a_chain_of_rules_ends_after_eight():
    for number in range(12):
        make_tag(f"tag{number}")
    for number in range(11):
        make_rule(on=on("ticket.tag_added", ("tag", "is", [f"tag{number}"])), steps=[add_tag(f"tag{number + 1}")])
    ticket = make_ticket()
    actions.add_tag(ticket, tag=tag("tag0"), by=BY)
    settle()
    assert len(tags(ticket)) == DEEPEST + 1
    assert "too many times in a row" in Event.objects.get(kind="rule.stopped").sentence
    assert Event.objects.filter(kind="ticket.tag_added").latest("id").depth == DEEPEST


def test_a_rule_that_makes_the_activity_whose_deadline_sets_it_off_ends_as_well():
    """The clock is in between, but it is one chain (Q17)."""
    make_rule(
        on=on("activity.expired"),
        steps=[{"step": "create_activity", "name": "Again", "due": {"hours": 0}, "assignee": "nobody"}],
    )
    ticket = make_ticket()
    make_activity(ticket=ticket, name="First", due_at=timezone.now() - timedelta(hours=1), all_day=False)
    for _minute in range(4):
        expire_due(by=Actor.clock(), now=timezone.now() + timedelta(minutes=1))
        settle()
    assert names(ticket) == ["First", "Again"]
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == [RunState.DONE, RunState.STOPPED]


def expire_at(hours: int) -> None:
    """The clock `hours` from now, and what follows."""
    expire_due(by=Actor.clock(), now=timezone.now() + timedelta(hours=hours))
    settle()


def later(hours: int) -> datetime:
    return timezone.now() + timedelta(hours=hours)


@pytest.mark.req("R22", "Q17")
def test_a_deadline_of_a_rule_that_a_person_put_off_begins_a_chain_of_its_own():
    make_rule(steps=[{"step": "create_activity", "name": "Check", "due": {"hours": 1}, "assignee": "nobody"}])
    make_rule(name="Remind", on=on("activity.expired"), steps=[{"step": "create_activity", "name": "Call"}])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    expire_at(2)
    activity = Activity.objects.get(name="Check")
    for hours in (3, 5):
        edit_activity(activity, due_at=later(hours), all_day=False, by=Actor.person(make_user()))
        expire_at(hours + 1)
    of_reminder = Run.objects.filter(rule__name="Remind")
    assert list(of_reminder.values_list("state", flat=True)) == [RunState.DONE] * 3
    assert len(set(of_reminder.values_list("act", flat=True))) == 3


def test_an_edit_by_a_person_that_leaves_the_deadline_alone_begins_no_chain():
    make_rule(
        on=on("activity.expired"),
        steps=[{"step": "create_activity", "name": "Again", "due": {"hours": 0}, "assignee": "nobody"}],
    )
    make_activity(name="First", due_at=timezone.now() - timedelta(hours=1), all_day=False)
    expire_at(0)
    edit_activity(Activity.objects.get(name="Again"), description="Called twice.", by=Actor.person(make_user()))
    for hours in (1, 2):
        expire_at(hours)
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == [RunState.DONE, RunState.STOPPED]


def test_a_rule_that_puts_off_the_deadline_whose_passing_sets_it_off_ends_as_well():
    make_rule(subject="activity", on=on("activity.expired"), steps=[{"step": "postpone_activity", "day": "2026-01-01"}])
    make_activity(name="First", due_at=timezone.now() - timedelta(hours=1), all_day=False)
    for hours in range(4):
        expire_at(hours)
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == [RunState.DONE, RunState.STOPPED]


@pytest.mark.req("R22", "Q17")
def test_two_deadlines_of_one_ticket_in_the_same_minute_are_two_chains():
    make_rule(on=on("activity.expired"), steps=[CHECK_DELIVERY])
    ticket = make_ticket()
    for name in ("First", "Second"):
        make_activity(ticket=ticket, name=name, due_at=timezone.now() - timedelta(hours=1), all_day=False)
    assert expire_due(by=Actor.clock()) == 2
    settle()
    assert list(Run.objects.values_list("state", flat=True)) == [RunState.DONE, RunState.DONE]
    assert len({event.act for event in Event.objects.filter(kind="activity.expired")}) == 2


def test_the_passed_deadline_of_what_another_rule_made_sets_a_rule_off():
    make_rule(steps=[{"step": "create_activity", "name": "Check shipment delivery", "due": {"hours": 0}}])
    make_rule(on=on("activity.expired"), steps=[{"step": "change_priority", "priority": "high"}])
    ticket = make_ticket()
    go_to(ticket, "waiting_return")
    expire_due(by=Actor.clock(), now=timezone.now() + timedelta(minutes=1))
    settle()
    ticket.refresh_from_db()
    assert ticket.priority == "high"


def test_a_hundred_rules_whose_conditions_are_false_cost_no_query():
    def reads(ticket) -> int:
        actions.change_status(ticket, to=status("waiting_return"), by=BY)
        relay_all()
        return len(queries_of(lambda: act_on_due(large=False)))

    make_rule(when=tree(("carrier", "is", ["nobody"])))
    reads(make_ticket())  # the rules are understood once
    one = reads(make_ticket())
    for number in range(100):
        make_rule(when=tree(("carrier", "is" if number % 2 else "contains", ["nobody"] if number % 2 else "nobody")))
    reads(make_ticket())
    assert reads(make_ticket()) == one
    assert not Run.objects.exists()


def test_an_event_of_a_ticket_that_is_gone_sets_nothing_off():
    make_rule(on=on("ticket.tag_added"))
    with transaction.atomic():
        event = record(TicketTagAdded(tag="x"), by=BY, ticket=987654321)
    assert react_to(event) == []


@pytest.mark.django_db(transaction=True)
def test_the_condition_is_asked_under_the_lock():
    """Before the run somebody else changes the ticket: the rule must not act on it any more."""
    make_rule(when=tree(("priority", "is", ["normal"])))
    ticket = make_ticket()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    relay_all()
    with beside() as run:
        with transaction.atomic():
            actions.change_priority(ticket, to=Priority.URGENT, by=BY)
            reacting = run(lambda: act_on_due(large=False))
            until_somebody_waits()
        reacting.result(20)
    assert names(ticket) == []
    assert not Due.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_event_act_once():
    make_rule()
    ticket = make_ticket()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    relay_all()
    with beside() as run:
        ends = [run(lambda: act_on_due(large=False)) for _worker in range(2)]
        for end in ends:
            end.result(20)
    assert Run.objects.count() == 1
    assert names(ticket) == ["Check shipment delivery"]


@pytest.fixture
def too_far(monkeypatch):
    """Judging a tag leaves the calendar."""

    def fail(*args, **kwargs):
        raise OverflowError("date value out of range")

    monkeypatch.setattr("amends.vocabulary.fields.Field.value_of", fail)


def test_a_rule_that_cannot_be_judged_fails_and_does_not_keep_the_news_from_others(too_far):
    make_rule(name="Unjudged", on=on("ticket.tag_added", ("tag", "is_filled", None)))
    make_rule(on=on("ticket.tag_added"))
    ticket = make_ticket()
    actions.add_tag(ticket, tag=make_tag("vip"), by=BY)
    settle()
    assert names(ticket) == ["Check shipment delivery"]
    failed = Run.objects.get(rule__name="Unjudged")
    assert (failed.state, failed.error) == (RunState.FAILED, "OverflowError: date value out of range")
