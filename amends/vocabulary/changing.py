"""Giving a field a value: what every door that may change fields shares (pages, rules, bulk, the API).

A field that can be changed says which deed does it (`Field.change`); here the value that was sent is understood, and
`SetField` is the deed for whichever field. A subject has it by a subclass of three lines in its `steps.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext, gettext_lazy
from pydantic import ValidationError, model_validator

from amends.journal.actors import By
from amends.kit.deadlines import end_of_day
from amends.kit.outcomes import Outcomes
from amends.vocabulary.askers import Asker
from amends.vocabulary.choosers import chooser
from amends.vocabulary.compiler import BIGGEST_ID
from amends.vocabulary.days import Instant
from amends.vocabulary.fields import Field, Setting, field_of, fields_of
from amends.vocabulary.problems import BadValue, Invalid, Problem
from amends.vocabulary.steps import Step
from amends.vocabulary.types import parse_lines
from amends.vocabulary.words import say_day


def changeable_fields(subject: str) -> list[Field]:
    """The fields of `subject` that can be given a value, in order."""
    return [field for field in fields_of(subject) if field.change]


def changeable(subject: str, code: str) -> Field:
    """Raises BadValue when there is no such field, or it can't be changed."""
    field = field_of(subject, code)
    if field is None:
        raise BadValue(gettext("There is no field “%(field)s”.") % {"field": code[:60]})
    if field.change is None:
        raise BadValue(gettext("%(field)s can’t be changed.") % {"field": field.label})
    return field


def value_for(field: Field, raw: Any) -> Any:
    """What the field's deed takes, from what was sent; None empties it. Raises BadValue.

    Days are meant in the time zone of the installation, `today+7` counted from now; a day for a moment is its end.
    """
    if raw is None or raw == "":
        if field.required:
            raise BadValue(gettext("%(field)s can’t be empty.") % {"field": field.label})
        return None
    try:
        if field.type.code == "choices":
            return [_key(field, field.type.parse(one)) for one in listed(raw)]
        parsed = parse_lines(raw) if field.lines else field.type.parse(raw)
        return _fixed(field, _key(field, parsed) if field.chooser else parsed)
    except BadValue as bad:
        raise BadValue(gettext("%(field)s: %(problem)s") % {"field": field.label, "problem": bad.sentence}) from None
    except ValueError:
        raise _unknown(field, raw) from None


def listed(raw: Any) -> list[Any]:
    """Several choices, as programs send them or as a form has them in one text."""
    return list(raw) if isinstance(raw, list) else [one.strip() for one in str(raw).split(",") if one.strip()]


def _key(field: Field, value: str) -> Any:
    key = chooser(field.chooser).key(value)
    if isinstance(key, int) and not 0 <= key <= BIGGEST_ID:
        raise ValueError(key)
    return key


def _fixed(field: Field, parsed: Any) -> Any:
    if field.type.code not in ("moment", "day"):
        return parsed
    if isinstance(parsed, Instant):
        return parsed.moment
    day = parsed.on(Asker.nobody())
    return end_of_day(day) if field.type.code == "moment" else day


def setting(subject: str, code: str, raw: Any) -> Setting:
    """The deed that gives the field this value. Raises BadValue."""
    field = changeable(subject, code)
    assert field.change is not None
    try:
        return field.change(value_for(field, raw))
    except ValidationError:  # a word that the deed does not know
        raise _unknown(field, raw) from None


def setting_by(user: Any, subject: str, code: str, raw: Any) -> Setting:
    """`setting`, for a person who chooses the value: it must be there, and one they may choose."""
    deed, field = setting(subject, code, raw), changeable(subject, code)
    if field.chooser and raw not in (None, ""):
        choices = chooser(field.chooser)
        for one in _named(field, raw):
            if choices.missing([one]) or not choices.may_choose(one, user):
                raise _unknown(field, one)
    return deed


def _named(field: Field, raw: Any) -> list[str]:
    return [str(one) for one in (listed(raw) if field.type.code == "choices" else [raw])]


def _unknown(field: Field, raw: Any) -> BadValue:
    words = {"field": field.label, "value": str(raw)[:40]}
    return BadValue(gettext("%(field)s: there is no “%(value)s”.") % words)


class SetField(Step):
    """Give any field that can be changed a value; nothing or null empties it."""

    label = gettext_lazy("Set field")
    reversible: ClassVar[bool] = True

    field: str
    value: str | int | float | bool | list[str] | None = None

    @model_validator(mode="after")
    def _can_be_set(self) -> "SetField":
        try:
            setting(self.subject, self.field, self.value)
        except BadValue as bad:
            raise Invalid([Problem(("value",), bad.sentence)]) from None
        return self

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return self._deed.run_many(ids, by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return self._deed.undo_many(done, by)

    @property
    def _deed(self) -> Setting:
        return setting(self.subject, self.field, self.value)

    def references(self) -> list[tuple[str, str, str]]:
        field = field_of(self.subject, self.field)
        if field is None or not field.chooser or self.value in (None, ""):
            return []
        return [("value", field.chooser, one) for one in _named(field, self.value)]

    def sentence(self) -> str:
        field = field_of(self.subject, self.field)
        words = {"field": str(field.label) if field else self.field, "value": self._said(field)}
        if self.value in (None, ""):
            return gettext("empty %(field)s") % words
        return gettext("set %(field)s to %(value)s") % words

    def _said(self, field: Field | None) -> str:
        value = str(self.value)
        if field and field.chooser:
            values = _named(field, self.value)
            labels = chooser(field.chooser).labels(values)
            return ", ".join(str(labels.get(one, one)) for one in values)
        return say_day(self.value) if field and field.type.code in ("moment", "day") else value
