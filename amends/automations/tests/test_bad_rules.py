"""A rule that can't be understood, or not be judged, is broken by itself and says so: the others act."""

import pytest
from django.db.models import CharField, Value
from django.test import Client

from amends.automations.health import check_all_rules
from amends.automations.models import Due, Rule, Run, RunState
from amends.automations.ruleset import NotJudged, rule_set
from amends.automations.sentences import plain, sentence_of
from amends.automations.tests.make import BY, add_tag, make_rule, on, tree
from amends.journal.models import Failure
from amends.journal.testing import settle
from amends.people.tests.make import make_user
from amends.tickets.events import TicketStatusChanged
from amends.tickets.tests.make import make_tag, make_ticket
from amends.vocabulary import Asker, types
from amends.vocabulary.fields import Field, forget_source, register_source

pytestmark = pytest.mark.django_db

NOWHERE = tree(("carrier", "is", ["nobody"]))


def stumble(_row: object) -> str:
    raise AttributeError("a bug in a field")


class Supply:
    subject = "ticket"
    stamp = "tags"

    def fields(self) -> list[Field]:
        computed = Value("x", output_field=CharField())
        return [
            Field("computed", "Computed", types.TEXT, expression=computed),
            Field("stumbles", "Stumbles", types.TEXT, expression=computed, read=stumble),
        ]


@pytest.fixture
def supplied():
    source = Supply()
    register_source(source)
    yield
    forget_source(source)


def the_other_acts() -> dict[str, str]:
    """A ticket comes; the good rule has done its step. States of the runs by rule."""
    ticket = make_ticket()
    settle()
    assert list(ticket.tags.values_list("code", flat=True)) == ["good"]
    assert not Due.objects.exists()
    assert not Failure.objects.exists()
    return dict(Run.objects.values_list("rule__name", "state"))


def make_good_rule() -> None:
    make_tag("good")
    make_tag("bad")
    make_rule(name="good", on=on("ticket.created"), steps=[add_tag("good")])


def test_a_field_that_can_be_asked_of_lists_only_breaks_the_rule_that_names_it_and_no_other(supplied):
    rule = make_rule(name="bad", on=on("ticket.created"), when=tree(("computed", "is", ["x"])), steps=[add_tag("bad")])
    make_good_rule()
    assert the_other_acts() == {"good": RunState.DONE}
    assert rule.is_broken
    assert rule.broken_reason == "Computed can be asked of lists only."


@pytest.mark.parametrize("op", ["is", "contains"])
def test_a_field_that_fails_fails_the_run_of_its_rule_and_no_other(supplied, op):
    value = "x" if op == "contains" else ["x"]
    make_rule(name="bad", on=on("ticket.created"), when=tree(("stumbles", op, value)), steps=[add_tag("bad")])
    make_good_rule()
    assert the_other_acts() == {"good": RunState.DONE, "bad": RunState.FAILED}
    assert Run.objects.get(rule__name="bad").error == "AttributeError: a bug in a field"


def test_what_was_not_judged_is_no_verdict(supplied):
    make_rule(on=on("ticket.status_changed"), when=tree(("stumbles", "is", ["x"])))
    fact = TicketStatusChanged(old="warranty_claim.new", new="warranty_claim.closed")
    [known] = rule_set().concerned("ticket", "ticket.status_changed", fact, make_ticket())
    verdict = known.holds(fact, make_ticket(), Asker.nobody())
    assert isinstance(verdict, NotJudged)
    with pytest.raises(TypeError):
        bool(verdict)
    assert rule_set().is_heard("ticket", "ticket.status_changed", fact)


@pytest.mark.parametrize(
    "stored",
    [
        {"on": {"where": None}},
        {"on": {"kind": ["ticket.created"]}},
        {"on": ["x"]},
        {"on": {}},
        {"on": "ticket.created"},
        {"on": {"kind": "ticket.created", "where": 7}},
        {"steps": {"a": 1}},
        {"when": [1]},
        {"when": ""},
        {"when": False},
        {"when": {}},
    ],
)
def test_what_nobody_can_read_breaks_its_own_rule_and_no_other_and_pages_show_it(stored):
    rule = make_rule(name="bad", on=on("ticket.created"), steps=[add_tag("bad")])
    make_good_rule()
    Rule.objects.filter(pk=rule.pk).update(**stored)
    assert the_other_acts().keys() - {"bad"} == {"good"}
    check_all_rules(by=BY)
    rule.refresh_from_db()
    assert rule.is_broken
    assert rule.broken_reason
    client = Client()
    client.force_login(make_user())
    for address in ("/automations", f"/automations/{rule.pk}"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("empty", [{"any": []}, {"all": []}, {"all": [{"any": []}]}, {"any": [{"all": []}]}])
def test_a_condition_that_asks_nothing_holds_always_and_reads_so(empty):
    make_tag("good")
    rule = make_rule(on=on("ticket.created"), when={"version": 1, **empty}, steps=[add_tag("good")])
    the_other_acts()
    assert ", if" not in plain(sentence_of(rule))
