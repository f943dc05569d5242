"""Tables of lists: columns are fields, cells are made in Python from plain values.

A template tag or an include for each cell costs more than everything else on the page (0.1 ms each), so rows are
written here. Whatever is put into a cell goes through `markup`, which escapes it.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import cast

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amends.kit.deadlines import day_of
from amends.kit.markup import escaped, markup
from amends.vocabulary import Field, field_of, fields_of
from amends.vocabulary.plain import Row, Words, key_of
from amends.vocabulary.problems import Text
from amends.web.templatetags import values
from amends.web.templatetags.parts import icon

MOST_COLUMNS = 30
PARAMETER = "columns"
NARROWEST, WIDEST = 48, 960
"""Pixels that the contents of a column may be given."""


@dataclass
class Sight:
    """What all rows of one page share: the words of chosen things, and pieces of HTML that many rows have alike."""

    words: Words
    pieces: dict[Hashable, SafeString] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], SafeString]) -> SafeString:
        """The piece under this key, made when the first row needs it."""
        piece = self.pieces.get(key)
        if piece is None:
            piece = self.pieces[key] = make()
        return piece


Cell = Callable[[Row, Sight], SafeString | str]


@dataclass(frozen=True)
class Column:
    """A field as a column.

    `css` names its classes; `needs` are columns of the model that its cell reads besides the field's own value;
    `width` is what somebody gave it, in pixels, and 0 while its contents decide.
    """

    field: Field
    cell: Cell
    css: str = ""
    needs: tuple[str, ...] = ()
    label: Text = ""
    width: int = 0

    @classmethod
    def of(
        cls, subject: str, code: str, cell: Cell, css: str = "", *, needs: tuple[str, ...] = (), label: Text = ""
    ) -> "Column":
        """The field of this code, which is there, as a column."""
        found = field_of(subject, code)
        assert found is not None
        return cls(found, cell, css, needs, label)

    @cached_property
    def classes(self) -> str:
        return f"{self.css} is-sized".strip() if self.width else self.css

    @cached_property
    def opening(self) -> SafeString:
        return markup('<td class="{}">', self.classes) if self.classes else SafeString("<td>")

    @property
    def heading(self) -> Text:
        return self.label or self.field.label


def column_of(field: Field) -> Column:
    """How a field is shown that nobody has drawn: by its type; of several values all, in words."""
    if field.exists:
        return Column(field, _text(field))
    return Column(field, _CELLS.get(field.type.code, _text)(field), css=_CSS.get(field.type.code, ""))


def chosen_columns(query: QueryDict, subject: str, drawn: Sequence[Column]) -> list[Column]:
    """The columns that the address names (`?columns=number,status:160`), else the usual ones, which are in `drawn`."""
    known, width = {column.field.code: column for column in drawn}, asked_columns(query)
    fields = chosen_fields(query, subject, known)
    return [replace(known.get(one.code) or column_of(one), width=width.get(one.code, 0)) for one in fields]


def asked_columns(query: QueryDict) -> dict[str, int]:
    """The codes that the address names, there or not, each with the width it gives: pixels, 0 for none."""
    asked: dict[str, int] = {}
    for part in query.get(PARAMETER, "").split(",")[:MOST_COLUMNS]:
        code, _colon, width = part.partition(":")
        asked.setdefault(code, width_of(width))
    return asked


def width_of(text: str) -> int:
    """Pixels as an address says them; 0 for anything that is none, or no width for a column."""
    pixels = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(WIDEST)) else 0
    return pixels if NARROWEST <= pixels <= WIDEST else 0


def chosen_fields(query: QueryDict, subject: str, usual: Iterable[str]) -> list[Field]:
    """The fields that the address names as columns, else the `usual` ones. What is not there (any more) is left out."""
    fields = {one.code: one for one in fields_of(subject)}
    asked = [code for code in asked_columns(query) if code in fields]
    return [fields[code] for code in dict.fromkeys(asked or usual) if code in fields]


def cells(row: Row, columns: Iterable[Column], sight: Sight) -> SafeString:
    """The cells of one row, one after another."""
    written = "".join(f"{one.opening}{escaped(one.cell(row, sight))}</td>" for one in columns)
    return mark_safe(written)  # noqa: S308 - each cell was escaped


def headings(columns: Iterable[Column], query: QueryDict, sort: str, *, sized: bool = False) -> SafeString:
    """The cells of the head; a column that a list can be sorted by is a link that does, and again the other way.

    `sized` columns are made wider by their edge (frontend/src/columns.js).
    """
    kept = query.copy()
    for stale in ("after", "before", "sort"):
        kept.pop(stale, None)
    rest = kept.urlencode()
    edge = SafeString('<span class="th-edge" data-sizes></span>') if sized else SafeString("")
    return mark_safe("".join(_heading(column, rest, sort, edge) for column in columns))  # noqa: S308 - as above


def _heading(column: Column, rest: str, sort: str, edge: SafeString) -> SafeString:
    if column.width:
        edge = markup('<svg class="th-width" width="{}" height="0" aria-hidden="true"></svg>{}', column.width, edge)
    css = markup(' class="{}"', column.classes) if column.classes else ""
    named = markup(' data-column="{}"', column.field.code) if edge else ""
    if not column.field.sorts:
        why = markup(' title="{}"', why_unsorted(column.field))
        return markup(
            '<th scope="col"{}{}{}><span class="th-said">{}</span>{}</th>', css, named, why, column.heading, edge
        )
    code = column.field.code
    direction = {code: "ascending", f"-{code}": "descending"}.get(sort, "")
    address = f"sort={'-' if direction == 'ascending' else ''}{code}"
    return markup(
        '<th scope="col"{}{}{}><a class="th-said" href="?{}">{}{}</a>{}</th>',
        css,
        named,
        markup(' aria-sort="{}"', direction) if direction else "",
        f"{rest}&{address}" if rest else address,
        column.heading,
        icon("arrow-up" if direction == "ascending" else "arrow-down", size="sm") if direction else "",
        edge,
    )


def why_unsorted(field: Field) -> str:
    """Why a list can't be put in order of a field, in words."""
    if field.exists or field.type.code == "choices":
        return _("can’t sort: there may be several")
    if field.searched or field.type.code == "text":
        return _("can’t sort: search for it")
    return _("can’t sort: filter by it")


def order_of(fields: Iterable[Field], sort: str) -> tuple[str, ...] | None:
    """What rows are ordered by for `?sort=due` or `?sort=-due`; None when the list can't be sorted so."""
    code = sort.removeprefix("-")
    columns = next((one.sorts for one in fields if one.code == code and one.sorts), None)
    if columns is None:
        return None
    sign = "-" if sort.startswith("-") else ""
    return tuple(f"{sign}{column}" for column in columns)


# --- Cells by type --------------------------------------------------------------------------------------------------


def due_cell(moment: datetime | date | None, done_at: datetime | None, *, all_day: bool = False) -> SafeString:
    """A deadline; one of a whole day is that day wherever the reader is (Q15)."""
    shown = day_of(cast(datetime, moment)) if all_day and moment is not None else moment
    return values.due(shown, done_at)


def _text(field: Field) -> Cell:
    def cell(row: Row, sight: Sight) -> SafeString:
        return markup('<span class="clip" title="{0}">{0}</span>', sight.words.of(field, row))

    return cell


def _figure(field: Field) -> Cell:
    return lambda row, sight: sight.words.of(field, row)


def _moment(field: Field) -> Cell:
    key = key_of(field)

    def cell(row: Row, sight: Sight) -> SafeString | str:
        moment = row[key]
        whole = field.all_day and row[field.all_day] and moment is not None
        return values.at(day_of(moment) if whole else moment, "day")

    return cell


_CELLS: dict[str, Callable[[Field], Cell]] = {
    "moment": _moment,
    "day": _moment,
    "number": _figure,
    "money": _figure,
    "flag": _figure,
}
_CSS = {"moment": "r ink-2", "day": "r ink-2", "number": "r", "money": "r"}
