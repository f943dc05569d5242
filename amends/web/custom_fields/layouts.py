"""A form while it is being arranged: each edit is one press of a button, and nothing is saved before Save.

What is arranged travels with the page as JSON, in the shape that `layout_of` gives, so it works without JavaScript too.
"""

from copy import deepcopy
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from amends.tickets.actions import Layout
from amends.tickets.models import Scope
from amends.tickets.models.custom import MOST_PLACED

Place = tuple[int, int]
"""Of a section, and of a field in it."""


class _Placed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    field: Annotated[str, Field(max_length=40)]
    required: bool
    names: dict[str, str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    names: dict[str, str]
    scope: Literal["ticket", "product"]
    fields: Annotated[list[_Placed], Field(max_length=MOST_PLACED)]


_SHAPE = TypeAdapter(Annotated[list[_Part], Field(max_length=MOST_PLACED)])


def read_layout(text: str) -> Layout | None:
    """None for what no page has sent."""
    try:
        return [part.model_dump() for part in _SHAPE.validate_json(text)]
    except ValidationError:
        return None


class Arranging:
    """A form to be; edits that make no sense change nothing."""

    def __init__(self, sections: Layout) -> None:
        self.sections = deepcopy(sections)

    def place_of(self, code: str) -> Place | None:
        for number, section in enumerate(self.sections):
            for place, one in enumerate(section["fields"]):
                if one["field"] == code:
                    return number, place
        return None

    def add(self, code: str, scope: str) -> None:
        """Last in the last section that asks as often; in a new one where there is none."""
        if self.place_of(code) is not None:
            return
        fitting = [number for number, section in enumerate(self.sections) if section["scope"] == scope]
        if not fitting:
            self.add_section(scope)
            fitting = [len(self.sections) - 1]
        self.sections[fitting[-1]]["fields"].append({"field": code, "required": False, "names": {}})

    def put(self, code: str, scope: str, to: Place) -> None:
        """At that place, wherever it was; a place counts the fields that are there without it."""
        number, place = to
        if not 0 <= number < len(self.sections) or self.sections[number]["scope"] != scope:
            return
        moved = self._pop(code) or {"field": code, "required": False, "names": {}}
        self.sections[number]["fields"].insert(place, moved)

    def take(self, code: str) -> None:
        self._pop(code)

    def _pop(self, code: str) -> dict[str, object] | None:
        place = self.place_of(code)
        popped: dict[str, object] | None = self.sections[place[0]]["fields"].pop(place[1]) if place else None
        return popped

    def step(self, code: str, by: int) -> None:
        """One place up or down; past the end of a section into the next one that asks as often."""
        if (now := self.place_of(code)) is None:
            return None
        number, place = now
        scope = self.sections[number]["scope"]
        if 0 <= place + by < len(self.sections[number]["fields"]):
            return self.put(code, scope, (number, place + by))
        number += by
        while 0 <= number < len(self.sections):
            if self.sections[number]["scope"] == scope:
                return self.put(code, scope, (number, 0 if by > 0 else len(self.sections[number]["fields"])))
            number += by
        return None

    def require(self, code: str) -> None:
        """What could be left out can't any more, and the other way round."""
        if (now := self.place_of(code)) is not None:
            one = self.sections[now[0]]["fields"][now[1]]
            one["required"] = not one["required"]

    def add_section(self, scope: str) -> None:
        if scope in Scope.values:
            self.sections.append({"names": {}, "scope": scope, "fields": []})

    def take_section(self, number: int) -> None:
        """Its fields are on the form no more."""
        if 0 <= number < len(self.sections):
            del self.sections[number]

    def step_section(self, number: int, by: int) -> None:
        if 0 <= number < len(self.sections) and 0 <= number + by < len(self.sections):
            self.sections.insert(number + by, self.sections.pop(number))

    def name(self, chosen: str, names: dict[str, str]) -> None:
        """Another label for the field, or a heading for the section, that is chosen."""
        sort, _colon, which = chosen.partition(":")
        if sort == "field" and (now := self.place_of(which)) is not None:
            self.sections[now[0]]["fields"][now[1]]["names"] = names
        elif sort == "section" and which.isdecimal() and int(which) < len(self.sections):
            self.sections[int(which)]["names"] = names
