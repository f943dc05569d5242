"""The small form that makes or changes one condition."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amends.vocabulary import Condition, Field, field_of
from amends.vocabulary.choosers import Chooser, Option, chooser
from amends.vocabulary.compiler import understand
from amends.vocabulary.operators import Operator, Takes
from amends.vocabulary.problems import BadValue
from amends.vocabulary.words import say_day

NEW = "new"
BETWEEN = ","
"""Between the values of one choice that stands for several; no code has it."""
USUAL_DAYS = ("today", "today+1", "today-1", "today+7", "today-7", "today-30")
MANY_OPTIONS = 8
"""From here on a list of options gets a search box."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: Any
    hint: Any = ""
    chosen: bool = False

    @property
    def is_several(self) -> bool:
        """Does it stand for several values?"""
        return BETWEEN in self.value


@dataclass(frozen=True)
class Box:
    """One text box of the form, with its own name for readers of screens."""

    value: str
    label: str
    days: tuple[Choice, ...] = ()


@dataclass
class Editor:
    """What the form shows. `at` is the number of the chip being changed, or "new"."""

    subject: str
    at: str
    next: str
    field: Field
    operator: Operator
    values: list[str]
    user: Any
    problem: str = ""

    @property
    def operators(self) -> list[Choice]:
        return [
            Choice(operator.code, operator.label, chosen=operator.code == self.operator.code)
            for operator in self.field.type.operators
        ]

    @property
    def kind(self) -> str:
        """Which controls are shown: none, count, options, flag, day, number or text."""
        if self.operator.takes is Takes.NONE:
            return "none"
        if self.operator.counts:
            return "count"
        if self.field.chooser:
            return "options"
        return {"moment": "day", "money": "number", "choices": "text", "choice": "text"}.get(
            self.field.type.code, self.field.type.code
        )

    @property
    def unit(self) -> str:
        return {"hours": _("hours"), "days": _("days")}.get(self.operator.counts, "")

    @property
    def boxes(self) -> list[Box]:
        """One box, two for a range, or as many as there are values."""
        wanted = 2 if self.operator.takes is Takes.TWO else 1
        texts = (self.values + [""] * wanted)[: max(wanted, len(self.values) if self._takes_many else 0)]
        labels = [_("From"), _("To")] if wanted == 2 else [str(self.field.label)] * len(texts)
        return [Box(text, label, self._days(text)) for text, label in zip(texts, labels, strict=True)]

    @property
    def _takes_many(self) -> bool:
        return self.operator.takes is Takes.MANY

    def _days(self, value: str) -> tuple[Choice, ...]:
        if self.kind != "day":
            return ()
        relative = [value] if value.startswith("today") and value not in USUAL_DAYS else []
        return tuple(Choice(day, say_day(day), chosen=day == value) for day in (*USUAL_DAYS, *relative))

    @property
    def options(self) -> list[Choice]:
        return options_of(chooser(self.field.chooser), "", self.values, self.user)

    @property
    def is_searchable(self) -> bool:
        return len(self.options) >= MANY_OPTIONS


def options_of(things: Chooser, look: str, chosen: list[str], user: Any) -> list[Choice]:
    """What is ticked already, then what is found."""
    if things.by_name:
        return _options_by_name(things, look, chosen, user)
    named = things.named(chosen)
    ticked = [Choice(value, named.get(value, value), chosen=True) for value in chosen]
    found: list[Option] = things.offered(look.strip()[:100], user)
    return [*ticked, *(Choice(o.value, o.label, o.hint) for o in found if o.value not in chosen)]


def _options_by_name(things: Chooser, look: str, chosen: list[str], user: Any) -> list[Choice]:
    """One choice for all values of a name; a part of them that is chosen already stays as it is, beside the whole."""
    everything: list[Option] = things.offered("", user)
    groups: dict[str, list[Option]] = {}
    for option in everything:
        groups.setdefault(str(option.label), []).append(option)
    whole = {name: group for name, group in groups.items() if all(one.value in chosen for one in group)}
    left = set(chosen) - {one.value for group in whole.values() for one in group}
    named = things.named(left)
    ticked = [_choice(name, group, chosen=True) for name, group in whole.items()]
    ticked += [Choice(value, named.get(value, value), chosen=True) for value in chosen if value in left]
    found = {str(option.label) for option in things.offered(look.strip()[:100], user)}
    return [*ticked, *(_choice(name, group) for name, group in groups.items() if name in found and name not in whole)]


def _choice(name: str, group: list[Option], *, chosen: bool = False) -> Choice:
    hint = ", ".join(str(one.hint) for one in group if one.hint)
    return Choice(BETWEEN.join(one.value for one in group), name, hint, chosen)


def open_editor(subject: str, at: str, draft: Condition, next_url: str, user: Any) -> Editor | None:
    """The form for a draft, which may be only the name of a field; None when there is no such field."""
    field = field_of(subject, draft.field)
    if field is None:
        return None
    operator = field.type.operator(draft.op) or field.type.operators[0]
    values = [str(value) for value in draft.values]
    return Editor(subject, at, next_url, field, operator, values, user, _problem(draft, operator, subject))


def _problem(draft: Condition, operator: Operator, subject: str) -> str:
    """Why the draft can't be used; nothing is said of a draft that has only begun."""
    if not draft.op:
        return ""
    if not draft.values and operator.takes is Takes.MANY:
        return _("Choose at least one value.")
    try:
        understand(draft, subject)
    except BadValue as bad:
        return str(bad.sentence)
    return ""
