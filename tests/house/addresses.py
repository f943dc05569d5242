"""Every address of the program, and a way to visit each of them in tests."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

STAND_INS = {"int": 1, "str": "x", "slug": "x", "thing": "tags", "uuid": uuid.UUID(int=1), "path": "x"}


@dataclass(frozen=True)
class Address:
    name: str
    """With its namespace: `tickets:status`."""
    route: str
    converters: dict[str, str]

    def path(self, **known: object) -> str:
        """The address with `known` values filled in, stand-ins for the rest."""
        from django.urls import reverse

        values = {name: known.get(name, STAND_INS[kind]) for name, kind in self.converters.items()}
        return reverse(self.name, kwargs=values)


def addresses() -> list[Address]:
    """All named addresses, in the order in which they are matched."""
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def _walk(patterns: list[URLPattern | URLResolver], route: str, space: str, outer: dict[str, str]) -> Iterator[Address]:
    for pattern in patterns:
        here, kinds = route + str(pattern.pattern), outer | _kinds(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, inner, kinds)
        elif pattern.name:
            yield Address(space + pattern.name, here, kinds)


def _kinds(pattern: URLPattern | URLResolver) -> dict[str, str]:
    """The parameters that this part of an address takes; those of a regular expression count as text."""
    if isinstance(pattern.pattern, RegexPattern):
        return dict.fromkeys(pattern.pattern.regex.groupindex, "str")
    return {
        name: type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for name, converter in pattern.pattern.converters.items()
    }
