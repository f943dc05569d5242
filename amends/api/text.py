"""Types of what comes in, so that nothing reaches the domain that the database could not keep."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_our_time(moment: datetime) -> datetime:
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError(_("The moment has to lie between 1970 and 2200."))
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
"""A moment with its offset from UTC: `2026-11-18T10:42:00+01:00`."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Prose = Annotated[str, StringConstraints(max_length=50_000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]
Money = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


def may_be_left_out() -> Any:
    """For a member of a change that keeps what it is not sent for, and can't be emptied: null is refused."""
    return Field(default=None, json_schema_extra=_say_no_default)


def _say_no_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class Given(BaseModel):
    """What a client sends. Unknown members are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _text_can_be_kept(cls, value: Any) -> Any:
        refuse_unkeepable(value)
        return value


def refuse_unkeepable(value: Any) -> None:
    """ValueError for text with a null character or half a surrogate pair anywhere in `value`: no database keeps it."""
    if any(isinstance(part, str) and _UNKEEPABLE.search(part) for level in levels(value) for part in level):
        raise ValueError(_("Text must not contain null characters or unpaired surrogates."))


def levels(value: Any) -> Iterator[list[Any]]:
    """Everything in `value` (parsed JSON), what is nested equally deep together, the outermost first; names as well."""
    level = [value]
    while level:
        yield level
        level = [
            part
            for outer in level
            if isinstance(outer, dict | list)
            for part in (chain(outer, outer.values()) if isinstance(outer, dict) else outer)
        ]
