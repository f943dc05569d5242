"""New values for the fields of a thing, whichever fields it has: the body of a PATCH, and doing what it says."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from pydantic import ConfigDict, RootModel, model_validator

from amends.api.text import refuse_unkeepable
from amends.journal.actors import Actor
from amends.people.models import User
from amends.vocabulary import Field, Invalid, Problem
from amends.vocabulary.changing import changeable_fields, setting_by
from amends.vocabulary.fields import Setting
from amends.vocabulary.problems import BadValue

MOST = 100
"""Fields that one request may change."""
_JSON = {"number": "number", "money": "number", "flag": "boolean"}


def _name_fields(schema: dict[str, Any]) -> None:
    """The declared fields; those of an installation come besides."""
    schema["properties"] = {field.code: _told(field) for field in changeable_fields("ticket")}


def _told(field: Field) -> dict[str, Any]:
    value = {"type": _JSON.get(field.type.code, "string")}
    kind = value if field.required else {"anyOf": [value, {"type": "null"}]}
    return {"title": str(field.label), **kind}


class TicketFieldsIn(RootModel[dict[str, str | int | float | bool | None]]):
    """New values by the code of their field; null empties one. `/fields/ticket` says which can be changed."""

    model_config = ConfigDict(json_schema_extra=_name_fields)

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, sent: Any) -> Any:
        refuse_unkeepable(sent)
        return sent


def set_fields(user: User, subject: str, row: int, values: Mapping[str, Any], *, by: Actor) -> None:
    """Give the row these values: all of them or, when one is refused, none. Raises Invalid and what deeds refuse."""
    deeds = _deeds(user, subject, values)
    with transaction.atomic():
        for code, deed in deeds.items():
            refusal = deed.run_many([row], by)[row].refusal
            if refusal is not None:
                refusal.field = code
                raise refusal


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
