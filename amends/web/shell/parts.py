"""Parts of the frame that are the same for everybody who reads in one language, may open the same places and has
chosen the same look. They are drawn once in a process; what is one's own is put in at marked places.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from amends.web import keys
from amends.web.navigation import Entry
from amends.web.shell import words
from amends.web.shell.preferences import Preferences

CSRF, NEXT = mark_safe("<!--csrf-->"), mark_safe("<!--next-->")
"""Where the form token and the way back of this request stand in a part that was drawn for all."""


@dataclass(frozen=True)
class Frame:
    """What such a part may know, as `frame`: nothing of the person and nothing of the request."""

    entries: tuple[Entry, ...]
    current: str
    """Code of the entry that the page lies under, "more" for the page of the other places, or ""."""
    preferences: Preferences
    csrf = CSRF
    next = NEXT

    @property
    def key(self) -> tuple[object, ...]:
        """Frames of one key are drawn alike."""
        return (*(entry.code for entry in self.entries), self.current, self.preferences)

    @property
    def tabs(self) -> list[Entry]:
        """The tab bar of a phone: at most four places, and More."""
        return [entry for entry in self.entries if entry.on_tab_bar][:4]

    @property
    def elsewhere(self) -> bool:
        """Whether the page lies under none of the tab bar's places, so that More stands for it."""
        return self.current not in {entry.code for entry in self.tabs}

    @property
    def go_keys(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.key]

    @property
    def everywhere(self) -> tuple[keys.Key, ...]:
        return keys.EVERYWHERE

    @property
    def key_sections(self) -> list[keys.Section]:
        return keys.SECTIONS

    @property
    def words(self) -> dict[str, Any]:
        """Sentences that scripts say."""
        return words.catalogue()


_drawn: dict[tuple[object, ...], str] = {}


def draw(name: str, frame: Frame, *, csrf: SafeString, next: SafeString) -> SafeString:
    """The part `name` of shell/, with the hidden inputs `csrf` and `next` in their places."""
    key = (name, get_language(), *frame.key)
    drawn = _drawn.get(key)
    if drawn is None:
        drawn = render_to_string(f"shell/{name}.html", {"frame": frame})
        if not settings.DEBUG:
            _drawn[key] = drawn
    return mark_safe(drawn.replace(CSRF, csrf).replace(NEXT, next))  # noqa: S308 - a template and two escaped inputs
