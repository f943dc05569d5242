"""A rule that names something missing is broken: it says so, does nothing, and works again by itself."""

import pytest
from django.utils.translation import override

from amends.activities.models import Activity
from amends.automations.health import check_all_rules, reasons_broken
from amends.automations.jobs import recheck_all_rules
from amends.automations.models import Rule, Run, RunState
from amends.automations.tests.make import BY, CHECK_DELIVERY, add_tag, make_rule, on, react_to, tree
from amends.journal.models import Event
from amends.journal.testing import recorded, settle
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.actions.deactivation import deactivate_user, reactivate_user
from amends.people.tests.make import make_user
from amends.tickets import actions
from amends.tickets.models import Tag
from amends.tickets.tests.make import make_tag, make_ticket, status

pytestmark = pytest.mark.django_db


def for_person(user) -> dict[str, object]:
    return CHECK_DELIVERY | {"assignee": "user", "user": user.pk}


def test_deactivating_a_person_breaks_the_rules_that_name_them_and_only_those():
    leaving, staying = make_user(name="Adam Vlk"), make_user()
    broken, sound = make_rule(steps=[for_person(leaving)]), make_rule(steps=[for_person(staying)])
    with recorded() as events:
        deactivate_user(leaving, successor=None, by=BY)
        settle()
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert broken.is_broken
    assert broken.broken_reason == "Create activity: there is no “Adam Vlk” any more."
    assert not sound.is_broken
    told = next(event for event in events if event.kind == "rule.broken")
    assert told.cause is not None
    assert told.cause.kind == "people.user_deactivated"


def test_a_person_who_comes_back_mends_the_rule():
    person = make_user()
    rule = make_rule(steps=[for_person(person)])
    deactivate_user(person, successor=None, by=BY)
    settle()
    with recorded() as events:
        reactivate_user(person, by=BY)
        settle()
    rule.refresh_from_db()
    assert (rule.is_broken, rule.broken_reason) == (False, "")
    assert "rule.repaired" in [event.kind for event in events]


def test_a_broken_rule_does_nothing_and_counts_what_it_missed():
    rule = make_rule(steps=[add_tag("gone")])
    assert rule.is_broken
    ticket = make_ticket()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    settle()
    assert Run.objects.get().state == RunState.MISSED
    assert not Activity.objects.exists()


def test_what_goes_without_an_event_is_found_within_the_hour_and_the_step_says_so_until_then():
    make_tag("fleeting")
    rule = make_rule(steps=[CHECK_DELIVERY, add_tag("fleeting")])
    assert not rule.is_broken
    Tag.objects.filter(code="fleeting").delete()
    actions.change_status(make_ticket(), to=status("waiting_return"), by=BY)
    settle()
    made, skipped = Run.objects.get().outcomes
    assert (made["state"], skipped["state"]) == ("done", "skipped")
    assert "no longer there" in skipped["reasons"]["en"]
    recheck_all_rules()
    actions.change_status(make_ticket(), to=status("waiting_return"), by=BY)
    settle()
    rule.refresh_from_db()
    assert rule.is_broken
    assert Run.objects.latest("id").state == RunState.MISSED
    assert Activity.objects.count() == 1


def test_a_hundred_sound_rules_are_checked_in_as_many_queries_as_one():
    make_tag("there")

    def queries() -> list[str]:
        return queries_of(lambda: check_all_rules(by=BY))

    make_rule(steps=[add_tag("there")])
    one = queries()
    for _number in range(100):
        make_rule(steps=[add_tag("there")])
    assert_same_budget(one, queries())


def test_the_reason_is_told_in_the_language_of_whoever_reads_it():
    rule = make_rule(steps=[add_tag("gone")])
    assert set(rule.broken_reasons) == {"en", "cs", "pl"}
    with override("cs"):
        assert rule.broken_reason == rule.broken_reasons["cs"] != rule.broken_reasons["en"]


def test_being_broken_is_told_once():
    make_rule(steps=[add_tag("gone")])
    with recorded() as events:
        for _twice in range(2):
            check_all_rules(by=BY)
    assert events == []


def test_broken_since_is_the_first_moment_and_not_the_last_check():
    rule = make_rule(steps=[add_tag("gone")])
    since = rule.broken_since
    Rule.objects.filter(pk=rule.pk).update(steps=[add_tag("gone as well")])
    check_all_rules(by=BY)
    rule.refresh_from_db()
    assert "gone as well" in rule.broken_reason
    assert rule.broken_since == since


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": [add_tag("gone")]},
        {"when": tree(("tags", "has_any", ["gone"]))},
        {"on": on("ticket.tag_added", ("tag", "is", ["gone"]))},
    ],
    ids=["a step", "the condition", "the trigger"],
)
def test_a_missing_thing_is_noticed_wherever_it_is_named(fields):
    assert "gone" in reasons_broken(make_rule(**fields))["en"]


@pytest.mark.parametrize(
    "stored",
    [
        {"on": {"kind": "ticket.evaporated", "where": None}},
        {"on": {"kind": "ticket.tag_added", "where": {"version": 9}}},
        {"when": tree(("no_such_field", "is", ["x"]))},
        {"steps": [{"step": "no_such_step"}]},
    ],
    ids=["a kind", "a tree", "a field", "a step"],
)
def test_a_rule_of_another_version_is_broken_and_never_raises(stored):
    rule = make_rule()
    Rule.objects.filter(pk=rule.pk).update(**stored)
    check_all_rules(by=BY)
    rule.refresh_from_db()
    assert rule.is_broken
    ticket = make_ticket()
    actions.change_status(ticket, to=status("waiting_return"), by=BY)
    actions.add_tag(ticket, tag=make_tag("any"), by=BY)
    for event in Event.objects.all():
        react_to(event)
    settle()
    assert not Activity.objects.exists()
