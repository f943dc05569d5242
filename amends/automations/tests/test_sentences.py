"""A rule reads as one sentence."""

import pytest

from amends.automations.models import Rule
from amends.automations.sentences import plain, sentence_of, with_labels
from amends.automations.tests.make import CHECK_DELIVERY, add_tag, make_rule, on, tree
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_tag

pytestmark = pytest.mark.django_db


def test_the_sentence_tells_what_happens_if_and_then():
    make_tag("vip", names={"en": "Very important"})
    rule = make_rule(when=tree(("carrier", "is", ["DPD", "PPL"])), steps=[CHECK_DELIVERY, add_tag("vip")])
    assert plain(sentence_of(rule)) == (
        "When Status changed to Waiting for return (Warranty Claim), if Carrier is DPD or PPL: "
        "create the activity Check shipment delivery, due in 7 days, assigned to the ticket’s agent, "
        "then add the tag Very important"
    )


def test_what_differs_from_rule_to_rule_is_emphasised():
    emphasised = [text for text, strong in sentence_of(make_rule(when=tree(("carrier", "is", ["DPD"])))) if strong]
    assert emphasised[:3] == ["Status changed", "Waiting for return (Warranty Claim)", "DPD"]


def test_a_timed_rule_says_how_often():
    rule = make_rule(on=None, when=tree(("carrier", "is", ["DPD"])))
    assert plain(sentence_of(rule)).startswith("Every 15 minutes, if Carrier is DPD: create the activity")


def test_a_trigger_without_conditions_stands_alone():
    assert plain(sentence_of(make_rule(on=on("ticket.created")))).startswith("When Ticket created: create")


def test_groups_are_bracketed():
    either = {"any": [{"field": "carrier", "op": "is", "value": ["DPD"]}, {"field": "country", "op": "is_empty"}]}
    rule = make_rule(when={"version": 1, "all": [{"field": "priority", "op": "is", "value": ["high"]}, either]})
    assert "if Priority is High and (Carrier is DPD or Country is empty): " in plain(sentence_of(rule))


def test_a_rule_that_cannot_be_read_any_more_still_has_a_sentence():
    rule = make_rule()
    rule.on = {"kind": "ticket.evaporated", "where": tree(("new", "is", ["x"]))}
    rule.when = {"version": 9}
    rule.steps = [{"step": "no_such_step"}]
    assert plain(sentence_of(rule)) == "When ticket.evaporated to x, if …: …"


def test_thirty_sentences_cost_as_many_queries_as_three():
    def read(number: int) -> list[str]:
        rules = list(Rule.objects.all()[:number])

        def sentences() -> None:
            with with_labels(rules):
                assert all(sentence_of(rule) for rule in rules)

        return queries_of(sentences)

    for number in range(30):
        make_tag(f"tag{number}")
        step = CHECK_DELIVERY | {"assignee": "user", "user": make_user().pk}
        make_rule(steps=[step, add_tag(f"tag{number}")])
    read(30)  # what every process keeps is read
    assert_same_budget(read(3), read(30))
