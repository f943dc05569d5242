"""Which activities a page shows: one reading of the address for list and export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from amends.activities.access import of_tickets_unseen, ticket_seen_by, visible_activities
from amends.activities.lists import of_scope, text_condition
from amends.activities.models import Activity
from amends.activities.presets import LATE, PRESETS, Preset
from amends.kit.counting import CAP, FEW, capped_counts, say_count
from amends.kit.paging import Page, Part, keyset, keyset_in_turn, number_in
from amends.people.models import User
from amends.vocabulary import Field, Tree, fields_of
from amends.vocabulary.plain import Row
from amends.vocabulary.problems import Text
from amends.web import moments
from amends.web.activities import rows
from amends.web.columns import chosen_fields, order_of
from amends.web.executions.deeds import questions
from amends.web.filters import FilterBar
from amends.web.guards import SignedInRequest

SCOPES = {
    "mine": gettext_lazy("Mine"),
    "team": gettext_lazy("My team"),
    "everyone": gettext_lazy("Everyone"),
}
LAST_SCOPE = "activities_scope"
"""Where the session keeps whose activities somebody looked at last."""
# Tickets and people in the order they came, which indexes know; their names would have to be sorted for every page.
SORTED_BY = {"day": "due", "person": "assignee"}
"""The field by which the activities of a grouping are sorted."""
OF_TICKETS = ("ticket_id", "due_at", "id")
OF_TICKETS_UNSEEN = BY_DEADLINE = ("due_at", "id")
GROUPINGS = {
    "day": pgettext_lazy("grouped by", "day"),
    "ticket": pgettext_lazy("grouped by", "ticket"),
    "person": pgettext_lazy("grouped by", "person"),
}
_DEEDS = {
    "complete": "complete_activity",
    "delete": "delete_activity",
    "postpone": "postpone_activity",
    "reassign": "assign_activity",
    "reassign.nobody": "assign_activity.nobody",
}
"""What the buttons above a selection do; the step's code."""
EXPORTED = ("ticket_number", "name", "description", "due", "assignee", "status", "completed", "completed_by", "rule")
"""What a spreadsheet gets when the address names no columns."""
SIZE = 50
LATE_SHOWN = 10
"""Late ones shown above the days ahead; for more there is "Delayed" itself."""


def where_to_begin(session: Mapping[str, Any]) -> QueryDict:
    """What the list shows to somebody who asked for nothing: their own, as the navigation counts them.

    Unless they chose otherwise last time.
    """
    last = session.get(LAST_SCOPE)
    return QueryDict(f"scope={last if last in SCOPES else 'mine'}")


@dataclass(frozen=True)
class Tab:
    """A preset with its number; `is_current` is the one shown."""

    label: Text
    url: str
    count: str
    is_late: bool
    is_current: bool


@dataclass(frozen=True)
class Group:
    """Neighbours in the list under one heading; `count` is empty when the group may go on on another page.

    `goes_on`: there are more than `rows`, elsewhere.
    """

    heading: str
    rows: Sequence[Row]
    is_late: bool = False
    count: str = ""
    goes_on: bool = False

    @property
    def body(self) -> SafeString:
        return rows.body(self.rows)


@dataclass
class ActivityList:
    """The activities that the address of `request` asks for, of those its reader may see."""

    request: SignedInRequest

    @property
    def user(self) -> User:
        return self.request.user

    @cached_property
    def preset(self) -> Preset:
        return PRESETS.get(self.request.GET.get("preset", ""), PRESETS["week"])

    @property
    def scope(self) -> str:
        return self._one_of(SCOPES, "scope", "everyone")

    @property
    def grouping(self) -> str:
        return self._one_of(GROUPINGS, "by", "day")

    @cached_property
    def bar(self) -> FilterBar:
        return FilterBar(
            self.request,
            "activity",
            search=lambda rows, text: rows.filter(self._with_text),
            placeholder=_("Activity, ticket, customer"),
        )

    @cached_property
    def _with_text(self) -> Q:
        return text_condition(self.bar.text, self.user)

    @cached_property
    def page(self) -> Page[dict[str, Any]]:
        get = self.request.GET
        parts = [
            Part(rows.read(found, self.user, also=_columns_of(order)), order)
            for found, order in self._parts(self.to_show(self.preset))
        ]
        return keyset_in_turn(parts, after=get.get("after"), before=get.get("before"), size=SIZE)

    def _parts(self, found: QuerySet[Activity]) -> list[tuple[QuerySet[Activity], tuple[str, ...]]]:
        """By ticket, activities whose ticket the reader doesn't see come last: when it came is not theirs to know."""
        if self.order != OF_TICKETS or not self.user.is_limited:
            return [(found, self.order)]
        return [
            (found.filter(ticket_seen_by(self.user)), OF_TICKETS),
            (of_tickets_unseen(found, self.user), OF_TICKETS_UNSEEN),
        ]

    @cached_property
    def sort(self) -> str:
        """The field the address names (`?sort=-created`), else that of the grouping; tickets are no field's order."""
        asked = self.request.GET.get("sort", "")
        return asked if order_of(fields_of("activity"), asked) else SORTED_BY.get(self.grouping, "")

    @property
    def order(self) -> tuple[str, ...]:
        return order_of(fields_of("activity"), self.sort) or OF_TICKETS

    @property
    def order_of_export(self) -> tuple[str, ...]:
        """By deadline, where the address names no other field."""
        asked = self.request.GET.get("sort", "")
        return order_of(fields_of("activity"), asked) or order_of(fields_of("activity"), SORTED_BY["day"]) or ()

    def to_show(self, preset: Preset) -> QuerySet[Activity]:
        """The rows of a preset, within scope and filter (R15)."""
        return self.bar.to_show(self._in_scope, base=self._tree(preset))

    def to_act_on(self) -> QuerySet[Activity]:
        """All of them, on all pages. Raises CannotBeUsed when a condition would have to be left out."""
        return self.bar.to_act_on(self._in_scope, base=self._tree(self.preset))

    @property
    def _in_scope(self) -> QuerySet[Activity]:
        return of_scope(visible_activities(self.user), self.user, self.scope)

    def _tree(self, preset: Preset) -> Tree:
        """What a preset asks. A status asked for goes before the preset's (Q14)."""
        asked = preset is not LATE and self.bar.asks_for("status")
        return preset.tree(status_is_asked=asked)

    @property
    def offers_all(self) -> bool:
        """Are there more pages than this one, and could all of them be acted on?"""
        return bool(self.page.earlier or self.page.later) and not self.bar.problems

    @property
    def asks(self) -> str:
        """The questions before something is done to all of them, as JSON by the deed of the button."""
        return questions(_DEEDS, self.counts[self.preset.code], self.number_shown)

    @property
    def exported(self) -> list[Field]:
        return chosen_fields(self.request.GET, "activity", EXPORTED)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Of each preset; while a text or a ticket is asked for, of the one shown only: each would search anew."""
        if not (self.bar.reads_texts or self.bar.reads_others):
            return capped_counts({code: self.to_show(preset) for code, preset in PRESETS.items()}, self._cap)
        if not (self.page.earlier or self.page.later):
            return {self.preset.code: len(self.page.rows)}
        return {self.preset.code: number_in(self.to_show(self.preset), self.order, self._cap, trail=self.page.trail)}

    @property
    def _cap(self) -> int:
        looked_at = self.user.is_limited or self.bar.reads_texts or self.bar.reads_others
        return FEW if looked_at else CAP

    @property
    def number_shown(self) -> str:
        return self._said(self.preset.code)

    def _said(self, code: str) -> str:
        return say_count(self.counts[code], self._cap) if code in self.counts else ""

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(
                preset.label,
                self.url(preset=code),
                self._said(code),
                code == "delayed" and self.counts.get(code, 0) > 0,
                preset is self.preset,
            )
            for code, preset in PRESETS.items()
        ]

    @cached_property
    def late(self) -> Group | None:
        """Above the first page of the days ahead, the open ones that have passed: nothing late may be out of sight.

        They are shown, not part of the list: neither its number nor a selection of all has them.
        """
        if self.preset.code not in ("week", "today") or self.page.earlier:
            return None
        found = self.to_show(LATE)
        first = keyset(rows.read(found, self.user), BY_DEADLINE, size=LATE_SHOWN)
        if not first:
            return None
        number = number_in(found, BY_DEADLINE, self._cap, trail=first.trail) if first.later else len(first.rows)
        count = say_count(number, self._cap)
        return Group(_("Delayed"), first.rows, True, count, goes_on=first.later is not None)

    @property
    def delayed_url(self) -> str:
        return self.url(preset="delayed")

    @property
    def everyones_url(self) -> str:
        return self.url(scope="everyone")

    @property
    def all_url(self) -> str:
        return self.url(preset="all")

    @property
    def groups(self) -> list[Group]:
        whole = not (self.page.earlier or self.page.later)
        by_day = self.grouping == "day"
        groups = []
        is_together = self.sort.removeprefix("-") == SORTED_BY.get(self.grouping, "")
        for heading, members in groupby(self.page.rows, key=_HEADINGS[self.grouping] if is_together else _together):
            together = list(members)
            late = by_day and rows.all_late(together)
            groups.append(Group(heading, together, late, str(len(together)) if whole else ""))
        return groups

    def url(self, **changes: str) -> str:
        """This list with another preset, scope or grouping, at its first page."""
        query = self.request.GET.copy()
        for stale in ("after", "before", "edit", "draft", *(["sort"] if "by" in changes else [])):
            query.pop(stale, None)
        for name, value in changes.items():
            query[name] = value
        return f"{self.request.path}?{query.urlencode(safe='~,')}"

    def choices(self, name: str, labels: dict[str, Any], current: str) -> list[tuple[Text, str, bool]]:
        return [(label, self.url(**{name: code}), code == current) for code, label in labels.items()]

    def _one_of(self, known: dict[str, Any], name: str, usual: str) -> str:
        asked = self.request.GET.get(name, usual)
        return asked if asked in known else usual


def _day(row: Row) -> str:
    day = rows.day_of_row(row)
    return _("No deadline") if day is None else moments.heading(day)


def _together(row: Row) -> str:
    """Under no heading: what is sorted by something else than its grouping."""
    return ""


def _columns_of(order: Sequence[str]) -> set[str]:
    return {term.removeprefix("-") for term in order}


_HEADINGS: dict[str, Callable[[Row], str]] = {
    "day": _day,
    "ticket": rows.heading_by_ticket,
    "person": rows.heading_by_person,
}
