"""The views that stand under Tickets in the navigation, and how the list on the screen differs from its own."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from amends.people.models import User
from amends.views.access import may_change_view, visible_views
from amends.views.models import Audience, SavedView
from amends.web.guards import SignedInRequest

KEPT = ("f", "scope", "sort", "columns", "q", "layout")
"""What a view keeps of the address of its list."""
PARAMETER = "view"
LAYOUT, BOARD = "layout", "board"
"""A view that is a board says so; other views are lists."""


def kept_of(query: QueryDict) -> str:
    """The part of an address that a view keeps, in one order, so that two can be compared."""
    found = QueryDict(mutable=True)
    for name in KEPT:
        if name in query:
            found.setlist(name, query.getlist(name))
    return found.urlencode()


@dataclass(frozen=True)
class Link:
    """One view in the navigation."""

    view: SavedView
    is_current: bool
    may_change: bool

    @property
    def url(self) -> str:
        return address_of(self.view)


@dataclass(frozen=True)
class Group:
    label: str | Promise
    links: list[Link]


def address_of(view: SavedView) -> str:
    query = QueryDict(view.query, mutable=True)
    page = "tickets:board" if query.pop(LAYOUT, None) == [BOARD] else "tickets:list"
    return f"{reverse(page)}?{PARAMETER}={view.pk}" + (f"&{query.urlencode()}" if query else "")


class Beside:
    """The saved views of the reader, and the one the list on the screen came from."""

    template = "views/_side.html"
    """What the navigation shows under the entry of the page."""

    def __init__(self, request: SignedInRequest, layout: str = "") -> None:
        self._request = request
        self._layout = layout

    @cached_property
    def _views(self) -> list[SavedView]:
        return list(visible_views(self._request.user, "ticket"))

    @cached_property
    def current(self) -> SavedView | None:
        asked = self._request.GET.get(PARAMETER, "")
        return next((view for view in self._views if str(view.pk) == asked), None)

    @property
    def may_change(self) -> bool:
        return self.current is not None and may_change_view(self._request.user, self.current)

    @property
    def is_changed(self) -> bool:
        """Does the list differ from what the view keeps?"""
        return self.current is not None and self.kept != kept_of(QueryDict(self.current.query))

    @property
    def kept(self) -> str:
        query = self._request.GET.copy()
        query.pop(LAYOUT, None)
        if self._layout:
            query[LAYOUT] = self._layout
        return kept_of(query)

    @property
    def reset_url(self) -> str:
        return address_of(self.current) if self.current else reverse("tickets:list")

    @property
    def groups(self) -> list[Group]:
        """Mine, those of each team, everybody's; without empty ones."""
        user = self._request.user
        found: dict[Any, Group] = {}
        for view in sorted(self._views, key=lambda one: _place(one)):
            key: Any = view.team_id or view.audience
            label = view.team.name if view.team else _LABELS[view.audience]
            group = found.setdefault(key, Group(label, []))
            group.links.append(Link(view, view == self.current, may_change_view(user, view)))
        return list(found.values())


_LABELS = {Audience.PRIVATE.value: _("Mine"), Audience.EVERYBODY.value: _("For everybody")}


def _place(view: SavedView) -> tuple[int, str]:
    order = [Audience.PRIVATE, Audience.TEAM, Audience.EVERYBODY]
    return (order.index(Audience(view.audience)), view.team.name if view.team else "")


def asking(request: SignedInRequest, view: SavedView) -> SignedInRequest:
    """The request as it would be, had its reader opened this view."""
    other = copy(request)
    other.GET = QueryDict(view.query)  # type: ignore[misc,assignment]
    return other


def views_of(user: User) -> Iterable[SavedView]:
    return visible_views(user, "ticket")
