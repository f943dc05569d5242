"""A rule reads as one sentence."""

from typing import Any

import pytest
from django.utils.translation import override

from amends.automations.models import Rule
from amends.automations.sentences import plain, sentence_of, with_labels
from amends.automations.tests.make import CHECK_DELIVERY, add_tag, make_rule, on, tree
from amends.journal.events import event_kinds
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_tag

pytestmark = pytest.mark.django_db


def test_the_sentence_tells_what_happens_if_and_then():
    make_tag("vip", names={"en": "Very important"})
    rule = make_rule(when=tree(("carrier", "is", ["DPD", "PPL"])), steps=[CHECK_DELIVERY, add_tag("vip")])
    assert plain(sentence_of(rule)) == (
        "When the status changes to Waiting for return (Warranty Claim), if Carrier is DPD or PPL: "
        "create the activity Check shipment delivery, due in 7 days, assigned to the ticket’s agent, "
        "then add the tag Very important"
    )


def test_what_differs_from_rule_to_rule_is_emphasised():
    emphasised = [text for text, strong in sentence_of(make_rule(when=tree(("carrier", "is", ["DPD"])))) if strong]
    assert emphasised[:2] == ["Waiting for return (Warranty Claim)", "DPD"]


def test_all_statuses_of_one_name_are_said_once_and_some_of_them_with_their_types():
    both = ["warranty_claim.waiting_return", "return.waiting_return"]
    shared = make_rule(on=on("ticket.status_changed", ("new", "is", both)))
    assert plain(sentence_of(shared)).startswith("When the status changes to Waiting for return: ")
    asked = make_rule(on=on("ticket.created"), when=tree(("status", "is", [*both, "return.new"])))
    assert "if Status is Waiting for return or New (Return): " in plain(sentence_of(asked))
    with with_labels([shared, asked]):
        assert plain(sentence_of(shared)).startswith("When the status changes to Waiting for return: ")


def test_a_timed_rule_says_that_it_does_not_run_yet():
    rule = make_rule(on=None, when=tree(("carrier", "is", ["DPD"])))
    assert plain(sentence_of(rule)).startswith(
        "Timed, and timed rules do not run yet: if Carrier is DPD: create the activity"
    )


def test_a_trigger_without_conditions_stands_alone():
    assert plain(sentence_of(make_rule(on=on("ticket.created")))).startswith("When a ticket is created: create")


def test_what_is_asked_of_the_event_reads_as_a_person_would_say_it():
    make_tag("vip", names={"en": "VIP"})
    late = on("activity.expired", ("name", "is", "Assess the claim"))
    assert said(on=late) == "When the deadline of “Assess the claim” passes: add the tag VIP"
    tagged = on("ticket.tag_removed", ("tag", "is", ["vip"]))
    assert said(on=tagged) == "When the tag VIP is removed: add the tag VIP"
    urgent = on("ticket.priority_changed", ("old", "is", ["low"]), ("new", "is", ["high", "urgent"]))
    assert said(on=urgent) == "When the priority changes from Low to High or Urgent: add the tag VIP"


def test_whatever_else_is_asked_of_the_event_stands_behind_if():
    make_tag("vip", names={"en": "VIP"})
    asked = on("activity.expired", ("name", "contains", "claim"))
    assert said(on=asked) == "When the deadline of an activity passes, if Name contains claim: add the tag VIP"
    either = {
        "version": 1,
        "any": [{"field": "carrier", "op": "is", "value": ["DPD"]}, {"field": "country", "op": "is_empty"}],
    }
    assert said(on=on("ticket.created", ("order_code", "is", "A1")), when=either) == (
        "When a ticket is created, if Order number is A1 and (Carrier is DPD or Country is empty): add the tag VIP"
    )


def said(**fields: Any) -> str:
    return plain(sentence_of(make_rule(steps=[add_tag("vip")], **fields)))


def test_whatever_rules_may_wait_for_has_words_to_follow_when():
    mute = {
        kind.code
        for kind in event_kinds().values()
        if kind.triggers and not kind.occasion and ".tests." not in kind.__module__
    }
    assert mute == set()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("cs", "Když uplyne termín „Assess the claim“: přidat štítek VIP"),
        ("pl", "Gdy minie termin „Assess the claim”: dodaj etykietę VIP"),
    ],
)
def test_the_sentence_is_said_in_the_language_of_the_reader(language, sentence):
    make_tag("vip", names={"en": "VIP"})
    with override(language):
        assert said(on=on("activity.expired", ("name", "is", "Assess the claim"))) == sentence


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
