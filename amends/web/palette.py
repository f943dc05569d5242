"""What Ctrl+K and /search find: providers, each answering a text with hits of one group.

A family registers its provider in its own `palette.py`, which is imported at start:

    @provider
    def tickets(text: str, user: User) -> Iterable[Hit]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.functional import Promise

from amends.web.navigation import ENTRIES

PER_PROVIDER = 6
"""How many hits of one provider are shown; its own page shows the rest."""

Text = str | Promise


@dataclass(frozen=True)
class Hit:
    """One thing to open. `code` is set before the label in quiet figures, `sub` stands at the end of the line."""

    group: Text
    label: Text
    url: str
    icon: str = "arrow-right"
    code: str = ""
    sub: Text = ""
    key: str = ""
    category: str = ""


@dataclass
class Group:
    label: Text
    hits: list[Hit] = field(default_factory=list)


Provider = Callable[[str, Any], Iterable[Hit]]
_providers: list[Provider] = []
_commands: list[Provider] = []


def provider(find: Provider) -> Provider:
    """Register a function of (text, user) that yields hits the user may open, best first."""
    _providers.append(find)
    return find


def command_provider(find: Provider) -> Provider:
    """Register one whose hits are deeds and places: they come last, and alone when the text begins with ">"."""
    _commands.append(find)
    return find


def find(text: str, user: Any) -> list[Group]:
    """Hits of every provider for `text`, grouped under their labels in the order they came."""
    asked = _commands if text.startswith(">") else [*sorted(_providers, key=_place), *_commands]
    text = text.lstrip("> ")
    groups: dict[str, Group] = {}
    for ask in asked:
        for hit in islice(ask(text, user), PER_PROVIDER):
            groups.setdefault(str(hit.group), Group(hit.group)).hits.append(hit)
    return list(groups.values())


def _place(find: Provider) -> int:
    """Providers answer in the order of the navigation, whichever module was imported first."""
    families = [entry.code for entry in ENTRIES]
    family = next((code for code in families if f".{code}." in f".{find.__module__}."), "")
    return families.index(family) if family else len(families)
