"""Kinds of configured things. Declared in the `things.py` of the app that owns the table:

    register_thing(Thing("tag", Tag, one=_("Tag"), many=_("Tags"), icon="tag"))

The code is that of the thing's chooser, and the word by which the journal knows what an event is about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from amends.configured.models import Configured
from amends.journal.actors import Actor
from amends.kit.refusals import NotThere, Refused

Text = str | Promise


@dataclass(frozen=True)
class Use:
    """Where a thing is used: `label` says by what ("Open tickets"), `count` by how many.

    `asked` is the condition that finds them: subject, field and operator; the value is the thing. `capped`: there are
    more than `count`.
    """

    label: Text
    count: int
    asked: tuple[str, str, str] | None = None
    capped: bool = False
    address: str = ""
    """Where they are listed, when no condition finds them."""


def _leaves_nothing(old: Any, new: Any, by: Actor) -> None:
    """Whatever has the old one keeps it."""


@dataclass(frozen=True)
class Thing:
    """One kind of configured thing.

    `keeps` says why one can't be retired (None when it can); `inherit(old, new, by)` gives what the old one holds to
    the one that takes its place, `new` None when nothing does. `refuse` checks what a row is to become, beyond what its
    columns say. All run in the transaction of the change.
    """

    kind: str
    model: type[Configured]
    one: Text
    many: Text
    path: str = ""
    """The last part of the address of its page: "tags"; empty while it has a page of its own, or none."""
    hint: Text = ""
    icon: str = "settings"
    keeps: Callable[[Any], Refused | None] = lambda row: None
    inherit: Callable[[Any, Any, Actor], None] = _leaves_nothing
    refuse: Callable[[Any], None] = lambda row: None

    @property
    def has_heirs(self) -> bool:
        """Does anything go to the one that takes its place?"""
        return self.inherit is not _leaves_nothing


_things: dict[str, Thing] = {}
_usages: list[Callable[[str, Any], Iterable[Use]]] = []


def register_thing(thing: Thing) -> None:
    _things[thing.kind] = thing


def thing_of(kind: str) -> Thing:
    """Raises NotThere for a kind that nobody declared."""
    if kind not in _things:
        raise NotThere
    return _things[kind]


def things() -> list[Thing]:
    """Every kind, in the order in which apps declared them."""
    return list(_things.values())


def thing_called(kind: str) -> Text:
    """What one of this kind is called, also of a kind that no longer is."""
    return _things[kind].one if kind in _things else kind


def kind_of(row: Configured) -> str:
    return next(kind for kind, thing in _things.items() if thing.model is type(row))


def register_usage(usage: Callable[[str, Any], Iterable[Use]]) -> None:
    """`usage(kind, row)` tells where an app uses a configured thing; asked before one is retired."""
    _usages.append(usage)


def uses_of(row: Configured) -> list[Use]:
    """Everything that uses it, from all apps."""
    kind = kind_of(row)
    return [use for usage in _usages for use in usage(kind, row) if use.count]
