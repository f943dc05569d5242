"""Fields of events, made from the annotations of their kinds: what the `on` of a rule can ask.

The payload of an event kind is its own declaration: `new: Annotated[str, Refers("status")]` becomes a choice of
statuses, `int` a number, and so on. Parts that are not plain values (lists of models) can't be asked.
"""

from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from pydantic.fields import FieldInfo

from amends.journal.events import EventKind, event_kind
from amends.kit.references import Called, Refers
from amends.vocabulary import types
from amends.vocabulary.fields import Field, Vocabulary, fields_of, register_family
from amends.vocabulary.types import ValueType

_SORTS: list[tuple[type, ValueType]] = [
    (bool, types.FLAG),
    (datetime, types.MOMENT),
    (date, types.DAY),
    (int, types.NUMBER),
    (float, types.NUMBER),
    (Decimal, types.NUMBER),
    (str, types.TEXT),
]


FAMILY = "event:"


def event_fields(kind_code: str) -> list[Field]:
    """What can be asked of events of this kind. Raises LookupError for a kind nobody defined."""
    return fields_of(f"{FAMILY}{kind_code}")


def _of_kind(code: str) -> Vocabulary:
    made = [_field(name, info) for name, info in event_kind(code).model_fields.items()]
    return Vocabulary(f"{FAMILY}{code}", None, {field.code: field for field in made if field})


register_family(FAMILY, _of_kind)


def _field(name: str, info: FieldInfo) -> Field | None:
    refers = next((mark.chooser for mark in info.metadata if isinstance(mark, Refers)), "")
    called = next((mark.words for mark in info.metadata if isinstance(mark, Called)), "")
    plain = _plain(info.annotation)
    for python, sort in _SORTS:
        if plain is not None and issubclass(plain, python):
            return Field(
                name,
                called or name.replace("_", " ").capitalize(),
                types.CHOICE if refers else sort,
                expression=Cast(KeyTextTransform(name, "payload"), (types.CHOICE if refers else sort).output),
                chooser=refers,
                read=lambda event: _read(event, name),
            )
    return None


def _read(event: Any, name: str) -> Any:
    """From a journal row or straight from the fact."""
    return getattr(event if isinstance(event, EventKind) else event.fact, name, None)


def _plain(annotation: Any) -> type | None:
    """`int` of `int | None`; None for anything that is not one plain type."""
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _plain(members[0]) if len(members) == 1 else None
    return annotation if isinstance(annotation, type) else None
