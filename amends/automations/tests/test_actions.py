"""Making, changing, switching and deleting rules."""

import pytest

from amends.automations.actions import RuleRefused, create_rule, delete_rule, edit_rule, switch_rule
from amends.automations.models import Rule, Run
from amends.automations.tests.make import BY, CHECK_DELIVERY, make_rule, on, status_becomes, tree
from amends.journal.testing import recorded, settle
from amends.tickets import actions
from amends.tickets.tests.make import make_ticket, status
from amends.vocabulary import Invalid

pytestmark = pytest.mark.django_db


def kinds(events) -> list[str]:
    return [event.kind for event in events]


@pytest.mark.req("R24", "R147")
def test_a_rule_has_a_name_an_event_a_condition_and_steps():
    with recorded() as events:
        rule = make_rule(name=" Parcel watch ", when=tree(("carrier", "is", ["DPD"])))
    rule.refresh_from_db()
    assert rule.name == "Parcel watch"
    assert rule.on == status_becomes("waiting_return")
    assert rule.when == tree(("carrier", "is", ["DPD"]))
    assert rule.steps[0]["step"] == "create_activity"
    assert kinds(events) == ["rule.created"]


def test_a_new_rule_comes_after_the_others():
    assert [make_rule().position for _three in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"name": "  "}, "name"),
        ({"steps": []}, "steps"),
        ({"on": {"kind": "ticket.evaporated"}}, "on"),
        ({"on": {"kind": "rule.stopped"}}, "on"),
        ({"on": {"kind": "people.user_joined"}}, "on"),
        ({"on": {"kind": "shop.added"}}, "on"),
        ({"on": {"kind": "ticket.created", "what": 1}}, "on"),
    ],
)
def test_what_makes_no_rule_is_refused_and_names_the_culprit(fields, blamed):
    with recorded() as events, pytest.raises(RuleRefused) as refused:
        make_rule(**fields)
    assert refused.value.field == blamed
    assert events == []
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": [{"step": "send_pigeon"}]},
        {"steps": [CHECK_DELIVERY | {"colour": "red"}]},
        {"when": tree(("no_such_field", "is", ["x"]))},
        {"on": on("ticket.tag_added", ("no_such_field", "is", ["x"]))},
    ],
)
def test_what_cannot_be_read_is_refused(fields):
    with pytest.raises(Invalid):
        make_rule(**fields)
    assert not Rule.objects.exists()


def test_two_rules_cannot_have_one_name():
    make_rule(name="Parcel watch")
    with pytest.raises(RuleRefused, match="already"):
        make_rule(name="Parcel watch")


def test_editing_keeps_the_order_and_tells_the_journal():
    rule, other = make_rule(), make_rule()
    with recorded() as events:
        edit_rule(rule, name="Another", on=on("ticket.created"), steps=rule.steps, by=BY)
    rule.refresh_from_db()
    assert (rule.name, rule.kind, rule.position) == ("Another", "ticket.created", 1)
    assert other.position == 2
    assert kinds(events) == ["rule.edited"]


def test_editing_without_a_difference_records_nothing():
    rule = make_rule()
    with recorded() as events:
        edit_rule(rule, name=rule.name, on=rule.on, when=rule.when, steps=rule.steps, by=BY)
    assert events == []


def test_a_rule_without_an_event_is_a_timed_rule():
    rule = create_rule(name="Sweep", on=None, when=tree(("carrier", "is", ["DPD"])), steps=[CHECK_DELIVERY], by=BY)
    assert rule.is_timed


@pytest.mark.req("R152")
def test_a_rule_is_switched_off_and_on_without_losing_anything():
    rule = make_rule()
    before = (rule.on, rule.when, rule.steps, rule.position)
    with recorded() as events:
        switch_rule(rule, on=False, by=BY)
        switch_rule(rule, on=False, by=BY)
        rule = switch_rule(rule, on=True, by=BY)
    rule.refresh_from_db()
    assert rule.is_on
    assert (rule.on, rule.when, rule.steps, rule.position) == before
    assert [(event.kind, event.payload["on"]) for event in events] == [
        ("rule.switched", False),
        ("rule.switched", True),
    ]


@pytest.mark.req("R152")
def test_what_happened_while_it_was_off_is_not_made_up_for():
    rule = make_rule(is_on=False)
    ticket = make_ticket()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    settle()
    switch_rule(rule, on=True, by=BY)
    settle()
    assert not Run.objects.exists()


def test_a_deleted_rule_is_gone_and_its_deeds_stay_in_the_history():
    rule = make_rule(name="Parcel watch")
    ticket = make_ticket()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    settle()
    with recorded() as events:
        delete_rule(rule, by=BY)
        delete_rule(rule, by=BY)
    assert kinds(events) == ["rule.deleted"]
    assert not Rule.objects.exists()
    assert ticket.activities.get().created_by_label == "Parcel watch"
