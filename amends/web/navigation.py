"""The main navigation: one list, in the order people see it.

An entry appears by itself when the page behind its `url_name` exists and the reader may open it. A family that knows a
number worth telling registers a counter for its entry: `@counter("activities")`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.kit.counting import Asked, Rows, count_together


@cache
def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Count:
    """A number beside an entry. `text` is shown, `title` says it whole.

    `late` makes it red, for late and broken only; `today` makes it amber.
    """

    text: str
    title: str
    late: bool = False
    today: bool = False

    @property
    def look(self) -> str:
        """The class that colours it."""
        return "is-over" if self.late else "is-today" if self.today else ""


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
        return _address(self.url_name)


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it on one page."""

    entry: Entry
    url: str
    current: bool
    count: Count | None

    @property
    def key(self) -> str:
        """The keys that go there, as `data-key` names them."""
        return f"g {self.entry.key.lower()}" if self.entry.key else ""


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

Numbers = Mapping[str, int]
Say = Callable[[Numbers], Count | None]
Giving = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Counter:
    """What is counted for an entry, what the rows are given of the reader, and how the numbers are said."""

    rows: Mapping[str, Rows]
    given: Giving
    say: Say


_counters: dict[str, Counter] = {}


def the_reader(user: Any) -> Mapping[str, Any]:
    return {"user": user.pk}


def counter(code: str, *, given: Giving = the_reader, **rows: Rows) -> Callable[[Say], Say]:
    """Register what is counted for entry `code`, and the function that says the numbers, which are 1001 at most.

    All counters of a page are one statement; values that differ by reader stand in the rows as `Given(name)`.
    """

    def register(say: Say) -> Say:
        _counters[code] = Counter(rows, given, say)
        return say

    return register


def entries_for(user: Any) -> list[Entry]:
    """The entries whose page exists and that `user` may open."""
    return [entry for entry in ENTRIES if entry.url and entry.allowed(user)]


def links_for(user: Any, path: str) -> list[Link]:
    """The entries `user` may open, with the one that `path` lies under marked as current."""
    entries = entries_for(user)
    under = max((entry.url for entry in entries if path.startswith(entry.url)), key=len, default="")
    counts = _counts(user, [entry.code for entry in entries])
    return [Link(entry, entry.url, entry.url == under, counts.get(entry.code)) for entry in entries]


def _counts(user: Any, codes: Iterable[str]) -> dict[str, Count | None]:
    shown = {code: _counters[code] for code in codes if code in _counters}
    asked: dict[str, Asked] = {}
    for code, one in shown.items():
        given = one.given(user)
        asked |= {f"{code}.{name}": (rows, given) for name, rows in one.rows.items()}
    numbers = count_together(asked)
    return {code: one.say({name: numbers[f"{code}.{name}"] for name in one.rows}) for code, one in shown.items()}
