"""Lists of configured things that a value may name: statuses, tags, people. One class per sort of thing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from amends.vocabulary.lefts import Ids
from amends.vocabulary.problems import Text

ME = "me"
"""The value that stands for whoever asks; offered by choosers of people."""


@dataclass(frozen=True)
class Option:
    """`value` is what a condition stores, `label` what a person reads, `hint` a second line (an e-mail, a type)."""

    value: str
    label: Text
    hint: Text = ""


class Chooser:
    """Subclass in an app's `fields.py`; defining the class registers it under its `code`."""

    code: ClassVar[str] = ""
    key: ClassVar[type[str] | type[int]] = str
    """From the stored text to the value of the column (`int` where the column holds an id)."""
    people: ClassVar[bool] = False
    """True lets a condition say "me"."""
    by_name: ClassVar[bool] = False
    """Values of the same name are offered as one choice: a status of that name, whatever the type of the ticket."""
    ids: ClassVar[Ids | None] = None
    """What the values mean as ids of rows, where fields name a column of those rows (`status__code`). Asked by id, an
    index that begins with the column takes part; joined by code, the planner doesn't know how many there are."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            _choosers[cls.code] = cls()

    def options(self, query: str, user: Any) -> list[Option]:
        """At most some 20 things whose name has `query` in it and that `user` may see, best first."""
        raise NotImplementedError

    def labels(self, values: Iterable[str]) -> dict[str, Text]:
        """What to call these values, in one query. Values that name nothing are left out."""
        raise NotImplementedError

    def names(self, values: Iterable[str]) -> Mapping[str, Text]:
        """`labels` as a cell of a table has them, where the column beside it tells the rest."""
        return self.labels(values)

    def hidden(self, values: Iterable[str], user: Any) -> set[str]:
        """Those of `values` of which `user` may not know that they are there: to them they are missing."""
        return set()

    def missing(self, values: Iterable[str]) -> set[str]:
        """Those of `values` that name nothing (any more)."""
        wanted = {value for value in values if not (self.people and value == ME)}
        return wanted - set(self.labels(wanted))

    def retired(self, values: Iterable[str]) -> set[str]:
        """Those of `values` that are still asked for, but given to nothing any more."""
        return set()

    def may_choose(self, value: str, user: Any) -> bool:
        """May `user` give this value to something? Whether it is there at all is `missing`'s question."""
        return True

    def offered(self, query: str, user: Any) -> list[Option]:
        """The options as a person is shown them: with "Me" first where that makes sense."""
        found = self.options(query, user)
        if self.people and user is not None and (not query or query.casefold() in str(_("Me")).casefold()):
            return [Option(ME, _("Me")), *found]
        return found

    def named(self, values: Iterable[str]) -> dict[str, Text]:
        """`labels` as whoever reads may know them (`told_to`), with "me" known."""
        given = list(values)
        unknown = self.hidden_now(given)
        wanted = [value for value in given if value not in unknown]
        found = dict(self.labels([value for value in wanted if not (self.people and value == ME)]))
        return {**found, ME: _("Me")} if self.people and ME in wanted else found

    def hidden_now(self, values: Iterable[str]) -> set[str]:
        """`hidden` from whoever reads."""
        user = _reader.get()
        return set() if user is None else self.hidden(values, user)


_reader: ContextVar[Any] = ContextVar("whom things are named to", default=None)


@contextmanager
def told_to(user: Any) -> Iterator[None]:
    """Inside the block things are named to this person, as sentences are said in their language: what they may not know
    is shown like a value that is not there. None is the house itself, which knows everything."""
    before = _reader.set(user)
    try:
        yield
    finally:
        _reader.reset(before)


_choosers: dict[str, Chooser] = {}


_families: dict[str, Callable[[str], Chooser]] = {}


def register_chooser_family(prefix: str, make: Callable[[str], Chooser]) -> None:
    """Choosers whose code begins with `prefix` are made of the rest of it: one for each field of an installation."""
    _families[prefix] = make


def _made(code: str) -> Chooser | None:
    prefix, colon, rest = code.partition(":")
    make = _families.get(prefix + colon)
    return make(rest) if make else None


def chooser(code: str) -> Chooser:
    """The chooser called `code`. Raises LookupError when no app has defined it: a mistake of the programmer."""
    found = _choosers.get(code) or _made(code)
    if found is None:
        raise LookupError(f"No chooser is called {code!r}; known: {', '.join(sorted(_choosers))}")
    return _at_hand.get().get(code, found)


def choosers() -> list[Chooser]:
    return [_choosers[code] for code in sorted(_choosers)]


# --- Many labels at once ------------------------------------------------------------------------------------------

_at_hand: ContextVar[Mapping[str, Chooser]] = ContextVar("labels_at_hand", default=MappingProxyType({}))


class _Remembered(Chooser):
    """A chooser whose labels were read beforehand."""

    def __init__(self, chooser: Chooser, known: dict[str, Text]) -> None:
        self._chooser = chooser
        self._known = known
        self._everything: list[Option] | None = None
        self.people = chooser.people  # type: ignore[misc]
        self.by_name = chooser.by_name  # type: ignore[misc]
        self.key = chooser.key  # type: ignore[misc,assignment]
        self.ids = chooser.ids  # type: ignore[misc]

    def options(self, query: str, user: Any) -> list[Option]:
        if query or user is not None:
            return self._chooser.options(query, user)
        if self._everything is None:
            self._everything = self._chooser.options("", None)
        return self._everything

    def hidden(self, values: Iterable[str], user: Any) -> set[str]:
        return self._chooser.hidden(values, user)

    def labels(self, values: Iterable[str]) -> dict[str, Text]:
        return {value: self._known[value] for value in values if value in self._known}


@contextmanager
def labels_at_hand(named: Iterable[tuple[str, str]]) -> Iterator[None]:
    """Read the labels of all these (chooser, value) now, in one query per chooser: inside the block they cost none."""
    wanted: dict[str, set[str]] = {}
    for code, value in named:
        wanted.setdefault(code, set()).add(value)
    asked = {code: chooser(code) for code in wanted}
    known = {code: _Remembered(one, one.named(sorted(wanted[code]))) for code, one in asked.items()}
    before = _at_hand.set(known)
    try:
        yield
    finally:
        _at_hand.reset(before)
