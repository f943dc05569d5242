"""Conditions from outside: read strictly, refused in sentences."""

from typing import Any

import pytest

from amends.vocabulary import Condition, Group, Invalid, Tree, read_tree


def nested(depth: int) -> dict[str, Any]:
    """`depth` groups around one condition, the tree itself counted."""
    node: dict[str, Any] = {"field": "name", "op": "is_filled"}
    for _level in range(depth):
        node = {"any": [node]}
    return {"version": 1, **node}


def test_a_tree_is_stored_as_it_was_sent() -> None:
    sent = {
        "version": 1,
        "all": [
            {"field": "status", "op": "is", "value": ["warranty_claim.new"]},
            {"any": [{"field": "agent", "op": "is_empty"}, {"field": "amount", "op": "at_least", "value": 2}]},
        ],
    }
    assert read_tree(sent).dump() == sent


def test_paths_lead_to_each_condition() -> None:
    tree = Tree.of(Condition(field="a", op="is"), Group(any=[Condition(field="b", op="is")]))
    assert [(path, condition.field) for path, condition in tree.conditions()] == [
        (("all", 0), "a"),
        (("all", 1, "any", 0), "b"),
    ]


def test_joined_trees_hold_both() -> None:
    either = read_tree({"version": 1, "any": [{"field": "a", "op": "is"}, {"field": "b", "op": "is"}]})
    both = Tree.of(Condition(field="c", op="is")).joined(either).joined(Tree.of())
    assert both.dump()["all"][1] == {"any": [{"field": "a", "op": "is"}, {"field": "b", "op": "is"}]}


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ([], ()),
        ({}, ()),
        ("all", ()),
        ({"version": 2, "all": []}, ("version",)),
        ({"version": 1, "all": [], "any": []}, ()),
        ({"version": 1, "all": "everything"}, ("all",)),
        ({"version": 1, "all": [{"field": "a"}]}, ("all", 0, "op")),
        ({"version": 1, "all": [{"field": 1, "op": "is"}]}, ("all", 0, "field")),
        ({"version": 1, "all": [{"any": [{"field": "a", "op": "is", "value": {}}]}]}, ("all", 0, "any", 0, "value")),
        ({"version": 1, "all": [{"field": "a", "op": "is", "not": True}]}, ("all", 0, "not")),
        ({"version": 1, "all": [None]}, ("all", 0)),
    ],
)
def test_a_malformed_tree_is_refused_with_its_place(sent: Any, path: tuple[str | int, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        read_tree(sent)
    assert [problem.path for problem in refused.value.problems] == [path]
    assert str(refused.value).startswith("The conditions can’t be read")


def test_groups_nest_four_deep_and_no_deeper() -> None:
    assert read_tree(nested(4)).dump() == nested(4)
    with pytest.raises(Invalid, match="nested deeper than 4"):
        read_tree(nested(5))
    with pytest.raises(Invalid, match="nested deeper than 4"):
        read_tree(nested(5000))


def test_a_tree_holds_a_hundred_conditions_and_no_more() -> None:
    one = {"field": "name", "op": "is_filled"}
    assert len(read_tree({"version": 1, "all": [one] * 100}).children) == 100
    with pytest.raises(Invalid, match="more than 100"):
        read_tree({"version": 1, "all": [one] * 101})


def test_a_tree_holds_a_thousand_values_and_no_more() -> None:
    some = {"field": "marks", "op": "has_any", "value": ["x"] * 200}
    assert read_tree({"version": 1, "all": [some] * 5})
    with pytest.raises(Invalid, match="more than 1000 values"):
        read_tree({"version": 1, "all": [some] * 5 + [{"field": "name", "op": "is", "value": ["x"]}]})
    with pytest.raises(Invalid, match="more than 1000 values"):
        read_tree({"version": 1, "all": [some | {"value": [None] * 20_000}]})


def test_of_many_malformed_places_the_first_twenty_are_told() -> None:
    with pytest.raises(Invalid) as refused:
        read_tree({"version": 1, "all": [{"field": "name", "op": "is", "value": [None] * 1000}]})
    assert [problem.path for problem in refused.value.problems] == [("all", 0, "value", place) for place in range(20)]
