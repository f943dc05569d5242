"""A condition that can't be understood is neither true nor false, whatever somebody does with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from amends.vocabulary import Asker, Broken, Condition, Invalid, Tree, Understood, compile_tree, understood
from amends.vocabulary.tests.models import Thing

ASKER = Asker.nobody()
UNKNOWN = {"version": 1, "all": [{"field": "evaporated", "op": "is", "value": ["x"]}]}


@pytest.mark.parametrize(
    "stored",
    [
        UNKNOWN,
        {"version": 9},
        {"version": 1, "all": [{"field": "amount", "op": "sings", "value": [1]}]},
        {"version": 1, "all": [{"field": "amount", "op": "is", "value": ["many"]}]},
        {"version": 1, "any": [{"field": "amount", "op": "at_least", "value": 1}, {"field": "gone", "op": "is_empty"}]},
        "status is new",
    ],
    ids=["field", "version", "operator", "value", "one of several", "no tree at all"],
)
def test_what_cannot_be_understood_is_broken_and_says_why(stored: Any) -> None:
    found = understood(stored, "test_thing")
    assert isinstance(found, Broken)
    assert all(str(problem) for problem in found.problems)
    assert found.problems


def test_a_subject_without_fields_breaks_the_condition() -> None:
    assert isinstance(understood(UNKNOWN, "spaceship"), Broken)


@pytest.mark.database
@pytest.mark.parametrize(
    "misuse",
    [
        bool,
        lambda broken: broken or True,
        lambda broken: not broken,
        lambda broken: [row for row in [1] if broken],
        lambda broken: broken == True,  # noqa: E712
        lambda broken: broken.q(ASKER),
        lambda broken: broken.holds(Thing(), ASKER),
        lambda broken: Q(name="x") & broken,
        lambda broken: Q(name="x") | broken,
        lambda broken: ~broken,
        lambda broken: Thing.objects.filter(broken),
        lambda broken: Thing.objects.exclude(broken),
    ],
    ids=["bool", "or", "not", "if", "equal", "q", "holds", "and q", "or q", "invert", "filter", "exclude"],
)
def test_whoever_takes_it_for_a_verdict_hears_what_is_wrong(misuse: Callable[[Any], object]) -> None:
    with pytest.raises(Invalid, match="evaporated"):
        misuse(understood(UNKNOWN, "test_thing"))


def test_a_condition_that_is_understood_is_no_verdict_either() -> None:
    found = understood(Tree.of(Condition(field="amount", op="is", value=1)), "test_thing")
    assert isinstance(found, Understood)
    with pytest.raises(TypeError):
        bool(found)


def test_no_condition_holds_always() -> None:
    found = understood(None, "test_thing")
    assert isinstance(found, Understood)
    assert found.holds(Thing(), ASKER) is True
    assert found.q(ASKER) == Q()


def test_compiling_what_is_broken_raises_with_every_problem() -> None:
    with pytest.raises(Invalid) as caught:
        compile_tree(Tree.of(Condition(field="a", op="is"), Condition(field="b", op="is")), "test_thing", ASKER)
    assert len(caught.value.problems) == 2


def test_what_must_hold_in_any_case_can_be_looked_up() -> None:
    found = understood(
        {
            "version": 1,
            "all": [
                {"field": "name", "op": "is", "value": ["Jana", "JANA"]},
                {"field": "amount", "op": "at_least", "value": 1},
                {"all": [{"field": "amount", "op": "is", "value": [1, 2]}]},
                {"any": [{"field": "amount", "op": "is", "value": [3]}, {"field": "name", "op": "is", "value": ["x"]}]},
            ],
        },
        "test_thing",
    )
    assert isinstance(found, Understood)
    assert [question.keys for question in found.questions] == [{"jana"}, frozenset(), {1, 2}]
    assert found.questions[0].key_of(Thing(name="Jána")) == "jana"
