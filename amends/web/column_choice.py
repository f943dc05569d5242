"""Which columns a list has, in which order and how wide: what the menu Columns shows (frontend/src/columns.js acts).

All of it stands in the address of the list (`?columns=number,status:160`), so that a saved view keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from amends.vocabulary import Field, fields_of
from amends.vocabulary.problems import Text
from amends.web.columns import NARROWEST, WIDEST, Column, chosen_columns, why_unsorted
from amends.web.guards import SignedInRequest
from amends.web.views.beside import Beside


@dataclass(frozen=True)
class Choice:
    """One column that is shown or could be."""

    code: str
    label: Text
    width: int = 0
    note: str = ""


@dataclass(frozen=True)
class ColumnChoice:
    """The columns of the list at the address of `request`; `drawn` are the usual ones, the first of which stays."""

    request: SignedInRequest
    subject: str
    drawn: Sequence[Column]
    sort: str
    list_url: str

    narrowest, widest = NARROWEST, WIDEST

    @cached_property
    def first(self) -> Choice:
        return self._choice(self.drawn[0])

    @cached_property
    def shown(self) -> list[Choice]:
        """In their order, but the first."""
        found = chosen_columns(self.request.GET, self.subject, self.drawn)
        return [self._choice(one) for one in found if one.field != self.drawn[0].field]

    @property
    def others(self) -> list[Choice]:
        """By their names."""
        known = {self.first.code, *(one.code for one in self.shown)}
        rest = [one for one in fields_of(self.subject) if one.code not in known]
        labels = {column.field.code: column.heading for column in self.drawn}
        found = [Choice(one.code, labels.get(one.code, one.label), note=self._note(one)) for one in rest]
        return sorted(found, key=lambda one: str(one.label).casefold())

    @property
    def usual(self) -> str:
        return ",".join(column.field.code for column in self.drawn)

    @property
    def as_it_was(self) -> str:
        """The columns of the view one came from, as an address says them; empty for the usual ones."""
        view = Beside(self.request).current
        return QueryDict(view.query).get("columns", "") if view else ""

    def _choice(self, column: Column) -> Choice:
        return Choice(column.field.code, column.heading, column.width, self._note(column.field))

    def _note(self, field: Field) -> str:
        if not field.sorts:
            return why_unsorted(field)
        return _("sorted by this") if self.sort.removeprefix("-") == field.code else ""


def show(request: SignedInRequest, subject: str, drawn: Sequence[Column], sort: str, route: str) -> HttpResponse:
    """The menu's inside (htmx, when it is opened)."""
    choice = ColumnChoice(request, subject, drawn, sort, reverse(route))
    return render(request, "parts/columns.html", {"choice": choice})
