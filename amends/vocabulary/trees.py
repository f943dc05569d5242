"""Conditions as they are stored and sent: a tree of groups (`all`, `any`) and conditions, JSON with a version.

    {"version": 1, "all": [{"field": "status", "op": "is", "value": ["warranty_claim.new"]},
                           {"any": [{"field": "due", "op": "before", "value": "today"},
                                    {"field": "agent", "op": "is_empty"}]}]}

A tree is sound in form once it is made; whether its fields and values exist for a subject is the compiler's question.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Literal, NoReturn

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Discriminator, Tag, ValidationError, model_validator

from amends.vocabulary.problems import Invalid, Problem, Text

DEEPEST = 4
"""Groups within groups, the tree itself counted."""
MOST = 100
"""Conditions in one tree."""
MOST_VALUES = 200
"""Values in one condition."""
MOST_VALUES_IN_ALL = 1000
"""Values in one tree."""
MOST_TOLD = 20
"""Malformed places that are told of at once."""

Path = tuple[str | int, ...]
Scalar = str | int | float | bool
_SCALARS = {"str", "int", "float", "bool"}


class Condition(BaseModel):
    """`op` is one of the operators of the field's type; `value` is what that operator takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    op: str
    value: list[Scalar] | Scalar | None = None

    @property
    def values(self) -> list[Scalar]:
        """The value as a list: none, one or many."""
        if self.value is None:
            return []
        return list(self.value) if isinstance(self.value, list) else [self.value]


def _sort(raw: Any) -> str:
    """A node with a field is a condition, everything else is read as a group: so errors speak of one of them."""
    is_condition = "field" in raw or "op" in raw if isinstance(raw, dict) else isinstance(raw, Condition)
    return "(condition)" if is_condition else "(group)"


Node = Annotated[
    Annotated[Condition, Tag("(condition)")] | Annotated["Group", Tag("(group)")],
    Discriminator(_sort),
]


class Group(BaseModel):
    """Children that must `all` hold, or of which `any` must. One without conditions asks nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    all: list[Node] | None = None
    any: list[Node] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Group":
        if (self.all is None) == (self.any is None):
            raise ValueError("a group has either all or any")
        return self

    @property
    def word(self) -> Literal["all", "any"]:
        return "any" if self.all is None else "all"

    @property
    def children(self) -> "list[Group | Condition]":
        return (self.any if self.all is None else self.all) or []

    @property
    def is_empty(self) -> bool:
        """No condition in it, however deep one looks."""
        return next(self.conditions(), None) is None

    def conditions(self, path: Path = ()) -> Iterator[tuple[Path, Condition]]:
        """Every condition with its path, depth first."""
        for index, child in enumerate(self.children):
            place = (*path, self.word, index)
            if isinstance(child, Condition):
                yield place, child
            else:
                yield from child.conditions(place)


class Tree(Group):
    """The whole; `version` lets a later form of the language read what is stored today."""

    version: Literal[1] = 1

    @classmethod
    def of(cls, *conditions: Condition | Group) -> "Tree":
        """A tree of conditions that must all hold."""
        return cls(all=list(conditions))

    def dump(self) -> dict[str, Any]:
        """The JSON to store."""
        return {"version": self.version, **self.model_dump(mode="json", exclude_none=True, exclude={"version"})}

    def joined(self, other: "Tree") -> "Tree":
        """Both trees must hold."""
        parts = [part for part in (self, other) if part.children]
        if all(part.all is not None for part in parts):
            return Tree(all=[child for part in parts for child in part.children])
        return Tree(all=[Group(**{part.word: part.children}) for part in parts])


def read_tree(raw: Any) -> Tree:
    """The tree that `raw` (parsed JSON) spells. Raises Invalid with a sentence for each place that is malformed."""
    if isinstance(raw, Tree):
        return raw
    _refuse_giants(raw)
    try:
        return Tree.model_validate(raw)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        first = {_place(item["loc"]): item for item in reversed(told)}
        places = islice(reversed(first.items()), MOST_TOLD)
        raise Invalid([Problem(path, _sentence(item)) for path, item in places]) from None


def _refuse_giants(raw: Any) -> None:
    """Before anything recursive is done with it: depth, number of conditions and of their values."""
    level, depth, seen, values = [raw], 0, 0, 0
    while level:
        depth += 1
        groups = [node for node in level if isinstance(node, dict)]
        children = [child for node in groups for word in ("all", "any") for child in _listed(node.get(word))]
        seen += len(children)
        values += sum(len(_listed(node.get("value"))) for node in groups)
        if children and depth > DEEPEST:
            raise Invalid(
                [Problem((), _("The conditions are nested deeper than %(deepest)d groups.") % {"deepest": DEEPEST})]
            )
        if seen > MOST:
            raise Invalid([Problem((), _("There are more than %(most)d conditions.") % {"most": MOST})])
        if values > MOST_VALUES_IN_ALL:
            raise Invalid(
                [Problem((), _("The conditions have more than %(most)d values.") % {"most": MOST_VALUES_IN_ALL})]
            )
        level = children


def _refuse(sentence: Text) -> NoReturn:
    raise Invalid([Problem((), sentence)])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _place(location: tuple[Any, ...]) -> Path:
    """Pydantic's location without the marks of the sorts of nodes and values."""
    return tuple(part for part in location if isinstance(part, int) or (part.isidentifier() and part not in _SCALARS))


def _sentence(item: Any) -> Text:
    place = " → ".join(str(part) for part in _place(item["loc"])) or _("the top")
    if item["type"] == "missing":
        return _("The conditions can’t be read: something is missing at %(place)s.") % {"place": place}
    if item["type"] == "extra_forbidden":
        return _("The conditions can’t be read: nobody knows the word at %(place)s.") % {"place": place}
    return _("The conditions can’t be read at %(place)s.") % {"place": place}
