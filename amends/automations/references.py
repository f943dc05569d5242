"""What a rule names: statuses, tags, people ..."""

from collections.abc import Iterator
from typing import Any

from amends.automations.models import Rule
from amends.vocabulary import Condition, Field, Invalid, field_of, parse_steps, read_tree


def references(rule: Rule) -> Iterator[tuple[str, str]]:
    """(chooser, value) of everything the rule names, as far as it can be understood."""
    if rule.kind is not None:
        yield from _named_in_tree(rule.where, f"event:{rule.kind}")
    yield from _named_in_tree(rule.when, rule.subject)
    try:
        steps = parse_steps(rule.steps, rule.subject)
    except Invalid:
        return
    for step in steps:
        yield from ((code, value) for _parameter, code, value in step.references())


def _named_in_tree(tree: Any, subject: str) -> Iterator[tuple[str, str]]:
    for condition in conditions_of(tree):
        field = field_or_none(subject, condition.field)
        if field and field.chooser:
            yield from ((field.chooser, str(value)) for value in condition.values)


def conditions_of(tree: Any) -> Iterator[Condition]:
    """The conditions of a stored tree; none of one that can't be read."""
    try:
        yield from (condition for _path, condition in read_tree(tree).conditions()) if tree is not None else ()
    except Invalid:
        return


def field_or_none(subject: str, code: str) -> Field | None:
    """The field, unless this version knows none, or no such subject."""
    try:
        return field_of(subject, code)
    except LookupError:
        return None
