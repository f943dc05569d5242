"""A rule as one sentence: "When the status changes to Waiting for return, if Carrier is DPD: create the ..."."""

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.utils.translation import gettext

from amends.automations.models import Rule
from amends.automations.references import field_or_none, references
from amends.journal.events import event_kinds
from amends.vocabulary import Condition, Group, Invalid, parse_steps, read_tree
from amends.vocabulary.choosers import chooser, labels_at_hand
from amends.vocabulary.fields import Field
from amends.vocabulary.words import joint_of, say_value, whole_names

Piece = tuple[str, bool]
"""Plain text, and whether it is emphasised: values are, the words between them are not."""
Pieces = list[Piece]

_PLACE = re.compile(r"%\((\w+)\)s")


def sentence_of(rule: Rule) -> Pieces:
    """The rule in the reader's language. What can't be read any more is told as it is stored."""
    if rule.is_timed:
        pattern = gettext("Timed, and timed rules do not run yet: if %(conditions)s: %(steps)s")
        return _joined(_weave(pattern, {"conditions": _tree(rule.when, rule.subject), "steps": _steps(rule)}))
    event, conditions = _event(rule)
    if not _asks_nothing(rule.when):
        conditions.append(_tree(rule.when, rule.subject, bracketed=bool(conditions)))
    pattern = (
        gettext("When %(event)s, if %(conditions)s: %(steps)s") if conditions else gettext("When %(event)s: %(steps)s")
    )
    asked = _between(conditions, gettext(" and "))
    return _joined(_weave(pattern, {"event": event, "conditions": asked, "steps": _steps(rule)}))


def deeds_of(rule: Rule) -> list[str]:
    """What it does when it runs, a sentence for each step; none when that can't be read any more."""
    try:
        return [step.sentence() for step in parse_steps(rule.steps, rule.subject)]
    except Invalid:
        return []


def plain(pieces: Pieces) -> str:
    return "".join(text for text, _emphasised in pieces)


def with_labels(rules: Iterable[Rule]) -> AbstractContextManager[None]:
    """Inside the block the sentences of all these rules cost one query per sort of thing they name, not per rule."""
    return labels_at_hand(named for rule in rules for named in references(rule))


# --- Clauses ------------------------------------------------------------------------------------------------------


def _event(rule: Rule) -> tuple[Pieces, list[Pieces]]:
    """What happens, in the words of its kind, and what else is asked of it: that stands among the conditions."""
    kind, subject = event_kinds().get(rule.kind or ""), f"event:{rule.kind}"
    occasion: Pieces = [(str(kind.occasion or kind.label) if kind else rule.kind or "…", False)]
    towards: Pieces = []
    others: list[Pieces] = []
    for child in _asked_of_event(rule):
        if not isinstance(child, Condition):
            others.append(_bracketed(_group(child, subject)))
        elif child.op != "is":
            others.append(_condition(child, subject))
        elif kind and child.field in kind.occasions:
            occasion = _weave(str(kind.occasions[child.field]), _woven_values(child, subject))
        elif child.field == "new":
            towards += _weave(gettext(" to %(values)s"), _woven_values(child, subject))
        elif child.field == "old":
            towards += _weave(gettext(" from %(values)s"), _woven_values(child, subject))
        else:
            others.append(_condition(child, subject))
    return occasion + towards, others


def _asked_of_event(rule: Rule) -> list[Condition | Group]:
    """What has to be true of the event, all of it; nothing where that can't be read."""
    try:
        group = read_tree(rule.where) if rule.where is not None else None
    except Invalid:
        return []
    if group is None or group.is_empty:
        return []
    return (
        [child for child in group.children if isinstance(child, Condition) or not child.is_empty]
        if (group.word == "all")
        else [group]
    )


def _woven_values(condition: Condition, subject: str) -> dict[str, Pieces]:
    return {"values": _values(condition, field_or_none(subject, condition.field))}


def _asks_nothing(tree: Any) -> bool:
    """True of a tree without conditions, whatever its groups; not of one that can't be read."""
    try:
        return tree is None or read_tree(tree).is_empty
    except Invalid:
        return False


def _tree(tree: Any, subject: str, *, bracketed: bool = False) -> Pieces:
    """In brackets, where it stands beside other conditions and would be misread without."""
    if _asks_nothing(tree):
        return [(gettext("always"), False)]
    try:
        group = read_tree(tree)
    except Invalid:
        return [("…", False)]
    said = _group(group, subject)
    return _bracketed(said) if bracketed and group.word != "all" and len(group.children) > 1 else said


def _group(group: Group, subject: str) -> Pieces:
    joint = gettext(" and ") if group.word == "all" else gettext(" or ")
    clauses: list[Pieces] = []
    for child in group.children:
        if isinstance(child, Condition):
            clauses.append(_condition(child, subject))
        elif not child.is_empty:
            clauses.append(_bracketed(_group(child, subject)))
    return _between(clauses, joint)


def _bracketed(pieces: Pieces) -> Pieces:
    return [("(", False), *pieces, (")", False)]


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
        joint, things = joint_of(operator), chooser(field.chooser) if field.chooser else None
        labels = things.named([str(value) for value in condition.values]) if things else {}
        said = [say_value(value, field, operator, labels) for value in condition.values]
        if things:
            said = [*whole_names(condition.values, said, things)]
    return _between([[(value, True)] for value in said], joint)


def _steps(rule: Rule) -> Pieces:
    clauses = [[(deed, True)] for deed in deeds_of(rule)]
    return _between(clauses, gettext(", then ")) or [("…", False)]


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
