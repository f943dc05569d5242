"""The main navigation: one list, in the order people see it.

An entry appears by itself when the page behind its `url_name` exists and the reader may open it. A family that knows a
number worth telling registers a counter for its entry: `@counter("activities")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Count:
    """A number beside an entry. `text` is shown, `title` says it whole, `late` makes it red (late or broken only)."""

    text: str
    title: str
    late: bool = False


@dataclass(frozen=True)
class Entry:
    """One place to go. `key` is the letter after G that goes there, `place` where on the page the entry stands."""

    code: str
    label: Promise
    url_name: str
    icon: str
    key: str = ""
    place: str = "main"
    on_tab_bar: bool = False
    allowed: Callable[[Any], bool] = lambda user: True

    @property
    def url(self) -> str:
        """The address, or "" while the page does not exist."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it on one page."""

    entry: Entry
    url: str
    current: bool
    count: Count | None


ENTRIES = [
    Entry("home", pgettext_lazy("navigation", "My day"), "home:day", "sun", key="H", on_tab_bar=True),
    Entry("inbox", pgettext_lazy("navigation", "Inbox"), "inbox:list", "inbox", key="I", on_tab_bar=True),
    Entry("tickets", _("Tickets"), "tickets:list", "ticket", key="T", on_tab_bar=True),
    Entry("activities", _("Activities"), "activities:list", "checkbox", key="A", on_tab_bar=True),
    Entry("contacts", _("Contacts"), "contacts:list", "address-book", key="C"),
    Entry("orders", _("Orders"), "orders:list", "package", key="O", on_tab_bar=True),
    Entry(
        "automations",
        _("Automations"),
        "automations:list",
        "bolt",
        key="U",
        allowed=lambda user: not user.is_limited,
    ),
    Entry("processes", _("Processes"), "processes:list", "sitemap", key="P"),
    Entry("reports", _("Reports"), "reports:list", "chart-bar", key="R"),
    Entry(
        "settings",
        _("Settings"),
        "settings:index",
        "settings",
        key="S",
        place="end",
        allowed=lambda user: user.may_manage,
    ),
]

Counter = Callable[[Any], Count | None]
_counters: dict[str, Counter] = {}


def counter(code: str) -> Callable[[Counter], Counter]:
    """Register the function that gives entry `code` its number for a user. One cheap query at most."""

    def register(count: Counter) -> Counter:
        _counters[code] = count
        return count

    return register


def links_for(user: Any, path: str) -> list[Link]:
    """The entries `user` may open, with the one that `path` lies under marked as current."""
    reachable = [(entry, entry.url) for entry in ENTRIES if entry.url and entry.allowed(user)]
    under = max((url for _entry, url in reachable if path.startswith(url)), key=len, default="")
    return [Link(entry, url, url == under, _count(entry, user)) for entry, url in reachable]


def _count(entry: Entry, user: Any) -> Count | None:
    count = _counters.get(entry.code)
    return count(user) if count else None
