"""New values for the fields of a thing, whichever fields it has: the body of a PATCH, and doing what it says."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from pydantic import ConfigDict
from pydantic import Field as PydanticField

from amends.api.text import Given, Moment, may_be_left_out
from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.tickets.meanwhile import set_unless_changed, stamp_of
from amends.vocabulary import Field, Invalid, Problem
from amends.vocabulary.changing import changeable, setting_by
from amends.vocabulary.fields import Setting, vocabulary_of
from amends.vocabulary.problems import BadValue

Value = str | int | float | bool | list[str] | None

MOST = 100
"""Fields that one request may change."""
_JSON = {"number": "number", "money": "number", "flag": "boolean"}


def naming(subject: str) -> Callable[[dict[str, Any]], None]:
    """Puts the declared fields into a schema; those of an installation come besides."""

    def name(schema: dict[str, Any]) -> None:
        declared = vocabulary_of(subject).declared.values()
        told = {field.code: _told(field) for field in declared if field.change}
        schema["properties"] = {**told, **schema.get("properties", {})}

    return name


def _told(field: Field) -> dict[str, Any]:
    value = {"type": _JSON.get(field.type.code, "string")}
    kind = value if field.required else {"anyOf": [value, {"type": "null"}]}
    return {"title": str(field.label), **kind}


class FieldsIn(Given):
    """New values by the code of their field. Members that a schema declares itself are none of `values`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Value]

    @property
    def values(self) -> Mapping[str, Value]:
        return self.__pydantic_extra__


class TicketFieldsIn(FieldsIn):
    """New values by the code of their field; null empties one. `/fields/ticket` says which can be changed."""

    model_config = ConfigDict(json_schema_extra=naming("ticket"))

    seen: dict[str, Value] = PydanticField(
        {},
        max_length=MOST,
        description="The values you looked at, by field: when one of them is another meanwhile, nothing is changed",
    )


class ActivityFieldsIn(FieldsIn):
    """New values by the code of their field; null empties one. `/fields/activity` says which can be changed.

    The deadline may be sent as the field `due`, or as `due_at` with `all_day`, which is how an activity shows it.
    """

    model_config = ConfigDict(json_schema_extra=naming("activity"))

    due_at: Moment | None = None
    all_day: bool = may_be_left_out()

    @property
    def deadline(self) -> dict[str, Any]:
        """Those of `due_at` and `all_day` that were sent."""
        return self.model_dump(include={"due_at", "all_day"}, exclude_unset=True)


def set_fields(user: User, subject: str, row: int, values: Mapping[str, Any], *, by: Actor) -> None:
    """Give the row these values: all of them or, when one is refused, none. Raises Invalid and what deeds refuse."""
    deeds = _deeds(user, subject, values)
    with transaction.atomic():
        for code, deed in deeds.items():
            refusal = deed.run_many([row], by)[row].refusal
            if refusal is not None:
                refusal.field = code
                raise refusal


def set_seen_fields(user: User, ticket: int, change: TicketFieldsIn, *, by: Actor) -> None:
    """`set_fields` of a ticket, of which the sender has said what they looked at. Raises ChangedMeanwhile besides."""
    deeds, seen = _deeds(user, "ticket", change.values), _stamps(change)
    with transaction.atomic():
        for code, deed in deeds.items():
            try:
                set_unless_changed(user, ticket, changeable("ticket", code), deed, by=by, seen=seen.get(code))
            except Refused as refusal:
                refusal.field = code
                raise


def _stamps(change: TicketFieldsIn) -> dict[str, str]:
    stamps, problems = {}, []
    for code, value in change.seen.items():
        try:
            if code not in change.values:
                raise BadValue(gettext("Name here only fields that you change."))
            stamps[code] = stamp_of(changeable("ticket", code), value)
        except BadValue as bad:
            problems.append(Problem((code[:60],), bad.sentence))
    if problems:
        raise Invalid(problems, field="seen")
    return stamps


def _deeds(user: User, subject: str, values: Mapping[str, Any]) -> dict[str, Setting]:
    deeds, problems = {}, []
    for code, raw in list(values.items())[:MOST]:
        try:
            deeds[code] = setting_by(user, subject, code, raw)
        except BadValue as bad:
            problems.append(Problem((code[:60],), bad.sentence))
    if problems:
        raise Invalid(problems)
    return deeds
