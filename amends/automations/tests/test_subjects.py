"""Rules about other things than tickets."""

import pytest
from django.db import transaction
from django.urls import reverse

from amends.activities.actions import complete_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.automations.actions import RuleRefused
from amends.automations.chains import origins_of
from amends.automations.models import Due, Run, RunState
from amends.automations.queries import named_subjects
from amends.automations.tests.make import BY, CHECK_DELIVERY, make_rule, on, tree
from amends.journal.actors import Actor
from amends.journal.events import EventKind
from amends.journal.models import Event
from amends.journal.recording import record, record_many
from amends.journal.testing import settle
from amends.kit.testing import queries_of
from amends.orders.models import Order
from amends.orders.tests.make import make_order
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import Invalid, Outcome, Step, fields_of
from amends.vocabulary.fields import register_fields, subjects
from amends.vocabulary.subjects import Subject, _subjects, subject_kinds

pytestmark = pytest.mark.django_db


class Describe(Step):
    code = "test_describe"
    label = "Describe"
    subject = "activity"

    text: str

    def run_many(self, ids, by):
        Activity.objects.filter(pk__in=ids).update(description=self.text)
        return dict.fromkeys(ids, Outcome.done())


def test_a_rule_about_activities_acts_on_activities():
    make_rule(
        subject="activity",
        on=on("activity.completed"),
        when=tree(("name", "starts_with", "Check"), ("ticket_tags", "is_empty", None)),
        steps=[{"step": "test_describe", "text": "by a rule"}],
    )
    checked, other = make_activity(name="Check content"), make_activity(name="Call back")
    for activity in (checked, other):
        complete_activity(activity, by=BY)
    settle()
    checked.refresh_from_db()
    other.refresh_from_db()
    assert (checked.description, other.description) == ("by a rule", "")
    run = Run.objects.get()
    assert (run.subject_kind, run.subject_id, run.state) == ("activity", checked.pk, RunState.DONE)
    [named] = named_subjects([run]).values()
    assert (named.name, named.address) == ("Check content", reverse("activities:activity", args=[checked.pk]))


def test_steps_and_events_of_another_subject_are_refused():
    with pytest.raises(Invalid, match="create_activity"):
        make_rule(subject="activity", on=on("activity.completed"), steps=[CHECK_DELIVERY])
    with pytest.raises(RuleRefused, match=r"ticket\.status_changed"):
        make_rule(subject="activity", steps=[{"step": "test_describe", "text": "x"}])
    with pytest.raises(RuleRefused, match="spaceship"):
        make_rule(subject="spaceship")


@pytest.mark.parametrize(("make", "code"), [(make_ticket, "ticket"), (make_activity, "activity")])
def test_what_was_read_under_the_lock_answers_every_field_without_a_query(make, code):
    made = make()
    [row] = subject_kinds()[code].lock([made.pk]).values()
    fields = fields_of(code)
    assert queries_of(lambda: [field.value_of(row) for field in fields]) == []


class OrderPinged(EventKind):
    code = "test.order_pinged"
    label = "Order pinged"
    subjects = ("order",)
    triggers = True


class OrderStarted(EventKind):
    code = "test.order_started"
    label = "Order started"
    subjects = ("order",)
    begins = True


class Ping(Step):
    code = "test_ping"
    label = "Ping"
    subject = "order"

    def run_many(self, ids, by):
        record_many([(OrderPinged(), {"order": id}) for id in ids], by=by)
        return dict.fromkeys(ids, Outcome.done())


class Orders(Subject):
    code = ""
    label = "Order"
    model = Order

    def address(self, row):
        return f"/orders/{row.pk}"


@pytest.fixture
def orders(monkeypatch):
    """Orders as something that rules may be about."""
    subject = Orders()
    subject.code = "order"  # type: ignore[misc]
    monkeypatch.setitem(_subjects, "order", subject)
    if "order" not in subjects():
        register_fields("order", Order, [])


def pings_of(order, *, by):
    with transaction.atomic():
        record(OrderPinged(), by=by, order=order)
    settle()
    return Event.objects.filter(kind=OrderPinged.code).count()


def test_a_rule_about_any_kind_of_thing_can_be_stopped(orders):
    make_rule(subject="order", on=on("test.order_pinged"), steps=[{"step": "test_ping"}])
    order = make_order()
    assert pings_of(order, by=BY) == 2
    stop = Event.objects.get(kind="rule.stopped")
    assert stop.subject_id("order") == order.pk
    assert not Due.objects.exists()


def test_what_the_clock_says_of_anything_that_a_rule_made_belongs_to_the_chain_of_that_rule(orders):
    rule = make_rule(subject="order", on=on("test.order_pinged"), steps=[{"step": "test_ping"}])
    made, by_hand = make_order(), make_order()
    started = record(OrderStarted(), by=Actor.rule(rule), order=made)
    record(OrderStarted(), by=BY, order=by_hand)
    told = [record(OrderPinged(), by=Actor.clock(), order=order) for order in (made, by_hand)]
    assert origins_of(told) == {told[0].pk: started}


def test_a_run_outlives_its_subject(client):
    make_rule(subject="activity", on=on("activity.completed"), steps=[{"step": "test_describe", "text": "x"}])
    activity = make_activity()
    complete_activity(activity, by=BY)
    settle()
    Activity.objects.filter(pk=activity.pk).delete()
    run = Run.objects.get()
    assert named_subjects([run]) == {}
