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


def provider(find: Provider) -> Provider:
    """Register a function of (text, user) that yields hits the user may open, best first."""
    if find not in _providers:
        _providers.append(find)
    return find


def find(text: str, user: Any) -> list[Group]:
    """Hits of every provider for `text`, grouped under their labels in the order they came."""
    groups: dict[str, Group] = {}
    for ask in _providers:
        for hit in islice(ask(text, user), PER_PROVIDER):
            groups.setdefault(str(hit.group), Group(hit.group)).hits.append(hit)
    return list(groups.values())
