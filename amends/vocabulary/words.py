"""Conditions in words: what chips show and sentences of rules are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.vocabulary.choosers import Chooser, chooser
from amends.vocabulary.days import Day, Instant, parse_when
from amends.vocabulary.fields import Field, field_of
from amends.vocabulary.operators import Operator, Takes
from amends.vocabulary.problems import BadValue
from amends.vocabulary.trees import Condition

Labels = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Phrase:
    """A condition as a person reads it; `values` is empty where the operator takes none."""

    field: str
    operator: str
    values: tuple[str, ...]
    joint: str = ""

    @property
    def value(self) -> str:
        return self.joint.join(self.values)

    def __str__(self) -> str:
        return " ".join(part for part in (self.field, self.operator, self.value) if part)


def phrases(conditions: Iterable[Condition], subject: str) -> list[Phrase]:
    """All of them in words, with one query per chooser."""
    listed = list(conditions)
    labels = _labels(listed, subject)
    return [_phrase(condition, subject, labels) for condition in listed]


def _labels(conditions: list[Condition], subject: str) -> Labels:
    wanted: dict[str, set[str]] = {}
    for condition in conditions:
        field = field_of(subject, condition.field)
        if field and field.chooser:
            wanted.setdefault(field.chooser, set()).update(str(value) for value in condition.values)
    return {code: chooser(code).named(sorted(values)) for code, values in wanted.items()}


def _phrase(condition: Condition, subject: str, labels: Labels) -> Phrase:
    field = field_of(subject, condition.field)
    operator = field.type.operator(condition.op) if field else None
    if field is None or operator is None:
        label = str(field.label) if field else condition.field
        return Phrase(label, condition.op, tuple(str(value) for value in condition.values), ", ")
    known = labels.get(field.chooser, {})
    values = tuple(say_value(value, field, operator, known) for value in condition.values)
    if field.chooser:
        values = whole_names(condition.values, values, chooser(field.chooser))
    return Phrase(str(field.label), str(operator.label), values, joint_of(operator))


def whole_names(values: Iterable[Any], said: Iterable[str], things: Chooser) -> tuple[str, ...]:
    """Said once by the name alone, where everything of that name is meant and the chooser offers it as one."""
    if not things.by_name:
        return tuple(said)
    names: dict[str, str] = {}
    groups: dict[str, set[str]] = {}
    for option in things.options("", None):
        names[option.value] = str(option.label)
        groups.setdefault(str(option.label), set()).add(option.value)
    given = {str(value) for value in values}
    whole = {name for name, group in groups.items() if len(group) > 1 and group <= given}
    named = zip(values, said, strict=True)
    return tuple(dict.fromkeys(names[v] if names.get(v := str(value)) in whole else word for value, word in named))


def joint_of(operator: Operator) -> str:
    """The word between the values: both ends of a range and all of a set belong together, else one is enough."""
    return _(" and ") if operator.takes is Takes.TWO or operator.code == "has_all" else _(" or ")


def say_value(value: Any, field: Field, operator: Operator, labels: Mapping[str, Any] | None = None) -> str:
    """One value in words: the name of a chosen thing, a day as people say it, a number with its unit."""
    if operator.counts:
        return _counted(value, operator.counts)
    if field.chooser:
        known = chooser(field.chooser).named([str(value)]) if labels is None else labels
        return str(known.get(str(value), value))
    if field.type.code == "flag":
        return _("yes") if value in (True, "yes", "true") else _("no")
    if field.type.code in ("moment", "day"):
        return say_day(value)
    return localize(value) if isinstance(value, int | float) else str(value)


def say_day(raw: Any) -> str:
    """ "today", "in 7 days", "21 Nov 2026"; what is no day stays as it was written."""
    try:
        when = parse_when(raw)
    except BadValue:
        return str(raw)
    if isinstance(when, Instant):
        return date_format(localtime(when.moment), "SHORT_DATETIME_FORMAT")
    return _fixed(when.day) if when.day else _relative(when)


def _fixed(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _relative(day: Day) -> str:
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if day.offset in near:
        return near[day.offset]
    distance = abs(day.offset)
    if day.offset > 0:
        return ngettext("in %(n)d day", "in %(n)d days", distance) % {"n": distance}
    return ngettext("%(n)d day ago", "%(n)d days ago", distance) % {"n": distance}


def _counted(value: Any, unit: str) -> str:
    try:
        count = int(value)
    except (TypeError, ValueError):
        return str(value)
    if unit == "hours":
        return ngettext("%(n)d hour", "%(n)d hours", count) % {"n": count}
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}
