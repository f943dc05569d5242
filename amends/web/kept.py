"""Parts of pages that are the same for many readers: drawn once, and kept until what they are made of changes."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from amends.kit.versions import stamp_of

MOST = 100
"""Drawings of one part that a process keeps: one for each language, and each key it is asked for by."""


class Kept:
    """`template`, made of rows whose stamps are named (amends.kit.versions) and of nothing else that differs.

    What it shows must not depend on the request, the reader's time zone or an address of the page it stands on.
    """

    def __init__(self, template: str, *stamps: str) -> None:
        self._template = template
        self._stamps = stamps
        self._drawn: dict[tuple[Hashable, ...], tuple[tuple[str, ...], SafeString]] = {}

    def draw(self, context: Callable[[], Mapping[str, Any]], *key: Hashable) -> SafeString:
        """The part for this key; `context` is called when it has to be drawn."""
        place, stamps = (get_language(), *key), tuple(map(stamp_of, self._stamps))
        kept = self._drawn.get(place)
        if kept is None or kept[0] != stamps:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            kept = self._drawn[place] = stamps, render_to_string(self._template, dict(context()))
        return kept[1]
