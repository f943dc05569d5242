"""Fields: what can be asked of a ticket, an activity, an order. Declared once, in the `fields.py` of an app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from amends.vocabulary.lefts import ColumnLeft, ExpressionLeft, Left, Many, ManyLeft
from amends.vocabulary.problems import Text
from amends.vocabulary.types import ValueType


@dataclass(frozen=True)
class Field:
    """One thing that can be asked.

    Where the value is: `column` (a path over foreign keys to one), or `expression` (anything SQL can compute), or,
    to many, `exists` (rows that belong to the subject, by OuterRef("pk")) with `column` in those rows.
    `read` gets the same value from an object in Python; without it the path of `column` is followed.
    `all_day` names the column that says of a moment that it means a whole day, in the installation's time zone (Q15).
    `group` is the heading it stands under in the menu of fields.
    """

    code: str
    label: Text
    type: ValueType
    column: str = ""
    exists: Many | None = None
    expression: Any = None
    chooser: str = ""
    read: Callable[[Any], Any] | None = None
    all_day: str = ""
    group: Text = ""

    @property
    def left(self) -> Left:
        if self.exists:
            return ManyLeft(self.exists, self.column)
        if self.expression is not None:
            return ExpressionLeft(self.expression, self.type.output)
        return ColumnLeft(self.column)

    def value_of(self, subject: Any) -> Any:
        """The value in Python. Raises LookupError for to-many and computed fields that don't say how to read it."""
        if self.read:
            return self.read(subject)
        if self.exists or self.expression is not None:
            raise LookupError(f"The field {self.code} has no read=; it can be asked of the database only")
        return follow(subject, self.column)


def follow(subject: Any, path: str) -> Any:
    """The value at the end of `ticket__status__code`; None when something on the way is."""
    for name in path.split("__"):
        subject = None if subject is None else getattr(subject, name)
    return subject


@dataclass(frozen=True)
class Vocabulary:
    """The fields of one subject, in the order in which they were declared."""

    subject: str
    model: type[Model] | None
    fields: dict[str, Field]


_vocabularies: dict[str, Vocabulary] = {}


def register_fields(subject: str, model: type[Model] | None, fields: Sequence[Field]) -> None:
    """Declare `fields` of `subject`. A second call (from an app above) adds to the first."""
    known = _vocabularies.setdefault(subject, Vocabulary(subject, model, {}))
    known.fields.update({field.code: field for field in fields})


def fields_of(subject: str) -> list[Field]:
    """Every field of `subject`, in order. Raises LookupError for a subject nobody declared."""
    return list(vocabulary_of(subject).fields.values())


def field_of(subject: str, code: str) -> Field | None:
    return vocabulary_of(subject).fields.get(code)


def subjects() -> list[str]:
    return sorted(_vocabularies)


def vocabulary_of(subject: str) -> Vocabulary:
    if subject not in _vocabularies and subject.startswith("event:"):
        from amends.vocabulary.events import register_event_fields

        register_event_fields(subject.removeprefix("event:"))
    try:
        return _vocabularies[subject]
    except KeyError:
        raise LookupError(f"No fields are declared for {subject!r}") from None
