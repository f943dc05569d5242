"""Fields: what can be asked of a ticket, an activity, an order. Declared once, in the `fields.py` of an app.

Filters, conditions of rules, columns of lists, exports, the API and "set field" follow from the declaration. Fields
that an installation makes for itself come from a `FieldSource`, at run time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model, Q

from amends.kit.versions import Cached
from amends.vocabulary.choosers import chooser
from amends.vocabulary.lefts import ArrayLeft, ExpressionLeft, Left, Many, ManyLeft, Searched, column_left
from amends.vocabulary.problems import Text
from amends.vocabulary.types import ValueType


class Setting(Protocol):
    """The deed that gives one value to a field: a step (amends.vocabulary.steps), made by `Field.change`."""

    def run_many(self, ids: Sequence[int], by: Any) -> Any: ...

    def undo_many(self, done: Mapping[int, Any], by: Any) -> Any: ...

    def sentence(self) -> str: ...


@dataclass(frozen=True)
class Field:
    """One thing that can be asked.

    Where the value is: `column` (a path over foreign keys to one), or `expression` (anything SQL can compute), or,
    to many, `exists` (rows that belong to the subject, by OuterRef("pk")) with `column` in those rows.
    `read` gets the same value from an object in Python; without it the path of `column` is followed.
    `all_day` names the column that says of a moment that it means a whole day, in the installation's time zone (Q15).
    `group` is the heading it stands under in the menu of fields.

    `sorts` are the columns a list is ordered by when it is sorted by this field, the last of them unique; empty where
    no index serves such an order. `change` makes the step that gives the field a value, None for "empty": whatever
    may be set by hand, by a rule, in bulk or by the API is set by that step. `required` fields can't be emptied; texts
    with `lines` may have more than one.

    `seen` says of whose values a person may know, where not everybody who sees the subject may: `seen(user)` is a
    condition on the subject. Without it neither a condition nor a column of theirs has the field's value.
    `alike` is what all subjects have in common; it changes no answer, but a partial index has to be told it.

    `searched` is a text with a search index that has this one in it; without it, "contains" looks at every row.
    `whole` says that an index has the folded text as it is: numbers, whose letters are those of most others.
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
    sorts: tuple[str, ...] = ()
    change: Callable[[Any], Setting] | None = None
    required: bool = False
    lines: bool = False
    searched: Searched | None = None
    whole: bool = False
    seen: Callable[[Any], Q] | None = None
    alike: Q = Q()  # noqa: RUF009 - never changed

    @property
    def left(self) -> Left:
        ids = chooser(self.chooser).ids if self.chooser else None
        if self.exists:
            return ManyLeft(self.exists, column_left(self.column, ids))
        if self.expression is not None:
            if self.type.code == "choices":
                return ArrayLeft(self.expression)
            return ExpressionLeft(self.expression, self.type.output, self.searched)
        return column_left(self.column, ids, self.searched, whole=self.whole)

    @property
    def is_at_hand(self) -> bool:
        """Can it be asked of an object in Python? To-many and computed fields can't unless they say how to read it."""
        return bool(self.read) or not (self.exists or self.expression is not None)

    def sight_of(self, user: Any) -> Q:
        """Of which subjects `user` may know the value; nobody is the house itself, which sees everything."""
        return self.seen(user) if self.seen is not None and user is not None else Q()

    def value_of(self, subject: Any) -> Any:
        """The value in Python. Raises LookupError when it is not `is_at_hand`."""
        if self.read:
            return self.read(subject)
        if not self.is_at_hand:
            raise LookupError(f"The field {self.code} has no read=; it can be asked of the database only")
        return follow(subject, self.column)


def follow(subject: Any, path: str) -> Any:
    """The value at the end of `ticket__status__code`; None when something on the way is."""
    for name in path.split("__"):
        subject = None if subject is None else getattr(subject, name)
    return subject


class FieldSource(Protocol):
    """Fields that are rows of this installation.

    `stamp` is renewed whenever those rows change (amends.kit.versions).
    """

    subject: str
    stamp: str

    def fields(self) -> Sequence[Field]:
        """All of them now. Asked once per process and stamp; codes must not meet those of declared fields."""


@dataclass(frozen=True)
class _Supply:
    """A source with what it gave last."""

    source: FieldSource
    fields: Cached[dict[str, Field]]

    @classmethod
    def of(cls, source: FieldSource) -> "_Supply":
        return cls(source, Cached(source.stamp, lambda: {field.code: field for field in source.fields()}))


@dataclass
class Vocabulary:
    """The fields of one subject: those declared, in order, then those of this installation."""

    subject: str
    model: type[Model] | None
    declared: dict[str, Field] = field(default_factory=dict)
    supplies: list[_Supply] = field(default_factory=list)

    @property
    def fields(self) -> Mapping[str, Field]:
        if not self.supplies:
            return self.declared
        supplied = {code: field for supply in self.supplies for code, field in supply.fields().items()}
        return {**self.declared, **{code: one for code, one in supplied.items() if code not in self.declared}}


_vocabularies: dict[str, Vocabulary] = {}
_families: dict[str, Callable[[str], Vocabulary]] = {}


def register_fields(subject: str, model: type[Model] | None, fields: Sequence[Field]) -> None:
    """Declare `fields` of `subject`. A second call (from an app above) adds to the first."""
    known = _vocabularies.setdefault(subject, Vocabulary(subject, model))
    known.declared.update({field.code: field for field in fields})


def register_source(source: FieldSource) -> None:
    """Let `source` add fields to its subject, which must be declared already."""
    vocabulary_of(source.subject).supplies.append(_Supply.of(source))


def forget_source(source: FieldSource) -> None:
    """For tests: take a source away again."""
    supplies = vocabulary_of(source.subject).supplies
    supplies[:] = [supply for supply in supplies if supply.source is not source]


def register_family(prefix: str, make: Callable[[str], Vocabulary]) -> None:
    """Subjects that begin with `prefix` are made when they are first asked for, from the rest of their name.

    `make` raises LookupError for a rest that means nothing.
    """
    _families[prefix] = make


def fields_of(subject: str) -> list[Field]:
    """Every field of `subject`, in order. Raises LookupError for a subject nobody declared."""
    return list(vocabulary_of(subject).fields.values())


def field_of(subject: str, code: str) -> Field | None:
    vocabulary = vocabulary_of(subject)
    return vocabulary.declared.get(code) or vocabulary.fields.get(code)


def subjects() -> list[str]:
    return sorted(_vocabularies)


def vocabulary_of(subject: str) -> Vocabulary:
    known = _vocabularies.get(subject)
    if known is not None:
        return known
    prefix, colon, rest = subject.partition(":")
    make = _families.get(prefix + colon)
    if make is None:
        raise LookupError(f"No fields are declared for {subject!r}")
    return _vocabularies.setdefault(subject, make(rest))
