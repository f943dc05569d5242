"""What rules say in Python is what the same conditions say in the database, for any tickets and any rules."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.automations.models import Rule
from amends.automations.ruleset import RuleSet, rule_set
from amends.automations.tests.make import make_rule, on, tree
from amends.people.tests.make import make_user
from amends.tickets.events import TicketStatusChanged
from amends.tickets.models import Ticket, TicketTag
from amends.tickets.tests.make import make_tag, make_ticket
from amends.vocabulary import Asker, Tree, compile_tree, read_tree
from amends.vocabulary.subjects import subject_kind

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KIND = "ticket.status_changed"
WORDS = ["DPD", "dpd", "Česká pošta", "ceska posta", "PPL", ""]
TAGS = ["vip", "late", "gone"]
STATUSES = ["warranty_claim.new", "warranty_claim.waiting_return", "warranty_claim.closed"]


def condition(field: str, op: str, values: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda value: {"field": field, "op": op, "value": value}, values)


def some(of: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([one for one in of if one]), min_size=1, max_size=2, unique=True)


CONDITIONS = st.one_of(
    condition("carrier", "is", some(WORDS)),
    condition("carrier", "is_not", some(WORDS)),
    condition("carrier", "contains", st.sampled_from(["pošta", "D"])),
    condition("carrier", "is_empty", st.none()),
    condition("status", "is", some(STATUSES)),
    condition("status", "is_not", some(STATUSES)),
    condition("agent", "is", st.just(["me", "1"])),
    condition("agent", "is_empty", st.none()),
    condition("queue", "is", st.just(["claims"])),
    condition("tags", "has_any", some(TAGS)),
    condition("tags", "has_none", some(TAGS)),
    condition("tags", "is_empty", st.none()),
    condition("due", "before", st.sampled_from(["today", "today+3"])),
    condition("due", "not_on", st.just("today")),
    condition("due", "is_filled", st.none()),
    condition("ordered_on", "on", st.just("today")),
)
GROUPS = st.recursive(
    CONDITIONS,
    lambda children: st.builds(
        lambda word, nodes: {word: nodes}, st.sampled_from(["all", "any"]), st.lists(children, max_size=3)
    ),
    max_leaves=5,
)
WHENS = st.builds(
    lambda word, nodes: {"version": 1, word: nodes},
    st.sampled_from(["all", "any"]),
    st.lists(GROUPS, min_size=1, max_size=3),
)
WORLD = st.fixed_dictionaries(
    {
        "carrier": st.sampled_from(WORDS),
        "status": st.sampled_from(["new", "waiting_return", "closed"]),
        "tags": st.sets(st.sampled_from(TAGS[:2])),
        "due": st.sampled_from([None, -1, 0, 2, 9]),
        "ordered": st.sampled_from([None, 0, 1]),
        "agent": st.booleans(),
    }
)


def fill(world: dict[str, Any], agent: Any, tags: dict[str, Any]) -> Ticket:
    today = timezone.localdate()
    ticket: Ticket = make_ticket(
        carrier=world["carrier"],
        status=world["status"],
        agent=agent if world["agent"] else None,
        due_at=None if world["due"] is None else timezone.now() + timedelta(days=world["due"]),
        ordered_on=None if world["ordered"] is None else today - timedelta(days=world["ordered"]),
    )
    TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag=tags[code]) for code in world["tags"]])
    return ticket


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORLD, min_size=1, max_size=4), st.lists(WHENS, min_size=1, max_size=6))
def test_rules_are_true_of_the_tickets_that_the_database_finds(worlds: Any, whens: Any) -> None:
    Ticket.objects.all().delete()
    agent = make_user()
    tags = {code: make_tag(f"{code}-{agent.pk}") for code in TAGS[:2]}
    read = [named_afresh(read_tree(when), agent.pk) for when in whens]
    tickets = [fill(world, agent, tags) for world in worlds]
    rules = [Rule(pk=number, name=str(number), on={"kind": KIND}, when=when.dump()) for number, when in enumerate(read)]
    known, asker = RuleSet(rules), Asker.nobody()
    fact = TicketStatusChanged(old="warranty_claim.new", new="warranty_claim.waiting_return")
    rows = subject_kind("ticket").read([ticket.pk for ticket in tickets])
    said = {
        (one.rule.pk, pk)
        for pk, row in rows.items()
        for one in known.concerned("ticket", KIND, fact, row)
        if one.holds(fact, row, asker)
    }
    found = {
        (number, pk)
        for number, when in enumerate(read)
        for pk in Ticket.objects.filter(compile_tree(when, "ticket", asker)).values_list("pk", flat=True)
    }
    assert said == found, (worlds, whens)


def named_afresh(when: Tree, agent: int) -> Tree:
    """Tags and people of this example are others than those of the one before."""

    def renamed(node: Any) -> Any:
        if isinstance(node, dict) and node.get("field") == "tags" and node.get("value"):
            return node | {"value": [f"{code}-{agent}" for code in node["value"]]}
        if isinstance(node, dict) and node.get("field") == "agent" and node.get("value"):
            return node | {"value": ["me", str(agent)]}
        if isinstance(node, dict):
            return {name: renamed(value) for name, value in node.items()}
        return [renamed(item) for item in node] if isinstance(node, list) else node

    return read_tree(renamed(when.dump()))


def test_a_rule_that_waits_for_another_value_is_not_even_asked() -> None:
    for number in range(50):
        make_rule(
            on=on(KIND, ("new", "is", ["warranty_claim.waiting_return"])),
            when=tree(("carrier", "is", [f"Carrier {number}", f"Carrier {number + 1}"])),
        )
    make_rule(on=on(KIND, ("new", "is", ["warranty_claim.closed"])))
    fact = TicketStatusChanged(old="warranty_claim.new", new="warranty_claim.waiting_return")
    asked = rule_set().concerned("ticket", KIND, fact, make_ticket(carrier="CARRIER 7"))
    assert len(asked) == 2


def test_rules_whose_conditions_nobody_understands_hear_nothing() -> None:
    rule = make_rule(on=on(KIND))
    Rule.objects.filter(pk=rule.pk).update(when=tree(("evaporated", "is", ["x"])))
    assert rule_set().subjects_of(KIND) == []


def test_a_change_of_a_rule_is_known_to_the_next_who_asks() -> None:
    rule = make_rule(on=on(KIND))
    assert rule_set().subjects_of(KIND) == ["ticket"]
    Rule.objects.filter(pk=rule.pk).update(is_on=False)
    assert rule_set().subjects_of(KIND) == []
