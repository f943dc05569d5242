"""A rule as one sentence: "When Status changed to Waiting for return, if Carrier is DPD: create the activity ..."."""

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.utils.translation import gettext

from amends.automations.models import Rule
from amends.automations.references import conditions_of, field_or_none, references
from amends.journal.events import event_kinds
from amends.vocabulary import Condition, Group, Invalid, parse_steps, read_tree
from amends.vocabulary.choosers import chooser, labels_at_hand
from amends.vocabulary.fields import Field
from amends.vocabulary.words import joint_of, say_value

Piece = tuple[str, bool]
"""Plain text, and whether it is emphasised: values are, the words between them are not."""
Pieces = list[Piece]

_PLACE = re.compile(r"%\((\w+)\)s")


def sentence_of(rule: Rule) -> Pieces:
    """The rule in the reader's language. What can't be read any more is told as it is stored."""
    pieces = {"event": _event(rule), "conditions": _tree(rule.when, rule.subject), "steps": _steps(rule)}
    return _joined(_weave(_pattern(rule), pieces))


def _pattern(rule: Rule) -> str:
    if rule.is_timed:
        return gettext("Every 15 minutes, if %(conditions)s: %(steps)s")
    if not _asks_nothing(rule.when):
        return gettext("When %(event)s, if %(conditions)s: %(steps)s")
    return gettext("When %(event)s: %(steps)s")


def plain(pieces: Pieces) -> str:
    return "".join(text for text, _emphasised in pieces)


def with_labels(rules: Iterable[Rule]) -> AbstractContextManager[None]:
    """Inside the block the sentences of all these rules cost one query per sort of thing they name, not per rule."""
    return labels_at_hand(named for rule in rules for named in references(rule))


# --- Clauses ------------------------------------------------------------------------------------------------------


def _event(rule: Rule) -> Pieces:
    kind = event_kinds().get(rule.kind or "")
    said: Pieces = [(str(kind.label) if kind else rule.kind or "…", True)]
    for condition in conditions_of(rule.where):
        said += _of_event(condition, f"event:{rule.kind}")
    return said


_TOWARDS = {"new": "to", "old": "from"}


def _of_event(condition: Condition, subject: str) -> Pieces:
    """Events of change say from what to what; the others are asked as anything is."""
    if condition.op == "is" and condition.field in _TOWARDS:
        values = {"values": _values(condition, field_or_none(subject, condition.field))}
        towards = _TOWARDS[condition.field] == "to"
        return _weave(gettext(" to %(values)s") if towards else gettext(" from %(values)s"), values)
    return [(", ", False), *_condition(condition, subject)]


def _asks_nothing(tree: Any) -> bool:
    """True of a tree without conditions, whatever its groups; not of one that can't be read."""
    try:
        return tree is None or read_tree(tree).is_empty
    except Invalid:
        return False


def _tree(tree: Any, subject: str) -> Pieces:
    if _asks_nothing(tree):
        return [(gettext("always"), False)]
    try:
        return _group(read_tree(tree), subject)
    except Invalid:
        return [("…", False)]


def _group(group: Group, subject: str) -> Pieces:
    joint = gettext(" and ") if group.word == "all" else gettext(" or ")
    clauses: list[Pieces] = []
    for child in group.children:
        if isinstance(child, Condition):
            clauses.append(_condition(child, subject))
        elif not child.is_empty:
            clauses.append([("(", False), *_group(child, subject), (")", False)])
    return _between(clauses, joint)


def _condition(condition: Condition, subject: str) -> Pieces:
    field = field_or_none(subject, condition.field)
    operator = field.type.operator(condition.op) if field else None
    label = str(field.label) if field else condition.field
    words = str(operator.label) if operator else condition.op
    values = _values(condition, field)
    return [(f"{label} {words} " if values else f"{label} {words}", False), *values]


def _values(condition: Condition, field: Field | None) -> Pieces:
    operator = field.type.operator(condition.op) if field else None
    if field is None or operator is None:
        said, joint = [str(value) for value in condition.values], gettext(" or ")
    else:
        joint = joint_of(operator)
        labels = chooser(field.chooser).named([str(value) for value in condition.values]) if field.chooser else {}
        said = [say_value(value, field, operator, labels) for value in condition.values]
    return _between([[(value, True)] for value in said], joint)


def _steps(rule: Rule) -> Pieces:
    try:
        clauses = [[(step.sentence(), True)] for step in parse_steps(rule.steps, rule.subject)]
    except Invalid:
        return [("…", False)]
    return _between(clauses, gettext(", then "))


# --- Putting together ---------------------------------------------------------------------------------------------


def _between(clauses: list[Pieces], joint: str) -> Pieces:
    return [piece for number, clause in enumerate(clauses) for piece in ([(joint, False)] if number else []) + clause]


def _weave(pattern: str, pieces: dict[str, Pieces]) -> Pieces:
    """The pattern with its places filled; each language puts them in its own order."""
    woven: Pieces = []
    for number, part in enumerate(_PLACE.split(pattern)):
        woven += pieces[part] if number % 2 else [(part, False)]
    return woven


def _joined(pieces: Pieces) -> Pieces:
    """Without empty pieces, neighbours of the same sort made one."""
    joined: Pieces = []
    for text, emphasised in pieces:
        if joined and joined[-1][1] == emphasised:
            joined[-1] = (joined[-1][0] + text, emphasised)
        elif text:
            joined.append((text, emphasised))
    return joined
