"""Tables that leave for a spreadsheet: CSV with a mark for UTF-8, and no cell that is taken for a formula."""

import csv
import errno
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from amends.kit import locks
from amends.kit.paging import keyset
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.vocabulary import Field
from amends.vocabulary.plain import Row, Words, plain

BOM = "\ufeff"
MOST_AT_ONCE = 2
"""Exports of one person that are under way: each holds a thread of the web server."""
LONGEST = 10 * 60
"""Seconds after which an export is broken off. A million rows take a fifth of that to make."""

logger = logging.getLogger(__name__)


class TooManyExports(Refused):
    code = "too_many_exports"
    status = 429

    def __init__(self) -> None:
        super().__init__(_("Two of your exports are still under way. Wait until one is finished, then export again."))


CHUNK = 1000
"""Rows that are read and written at a time."""


class Table(Protocol):
    """Rows and what they are called; `typed` cells are for a workbook (amends.vocabulary.plain.Words.cell)."""

    @property
    def titles(self) -> Sequence[Any]: ...

    def chunks(self, *, typed: bool = False) -> Iterator[list[list[Any]]]: ...


@dataclass(frozen=True)
class FieldTable:
    """These fields of all rows, in this order (amends.kit.paging)."""

    fields: Sequence[Field]
    rows: QuerySet[Model]
    order: Sequence[str]
    user: User

    @property
    def titles(self) -> list[Any]:
        return [field.label for field in self.fields]

    def chunks(self, *, typed: bool = False) -> Iterator[list[list[Any]]]:
        """Page by page: a cursor kept open would make PostgreSQL write down the whole table first."""
        for found, cells in self.pages(typed=typed):
            yield [cells(row) for row in found]

    def pages(self, also: Sequence[str] = (), *, typed: bool = False) -> "Iterator[tuple[list[Row], CellsOf]]":
        """The rows with the columns `also`, and what makes the cells of one."""
        words = Words(self.fields)
        beside = {*also, *(term.removeprefix("-") for term in self.order)}
        found = plain(self.rows, self.fields, also=sorted(beside), user=self.user)
        say, after = words.cell if typed else words.of, None
        while True:
            page = keyset(found, self.order, after=after, size=CHUNK)
            words.look_up(page.rows)
            yield page.rows, lambda row: [say(field, row) for field in self.fields]  # type: ignore[misc]
            after = page.later
            if after is None:
                return


CellsOf = Callable[[Row], list[Any]]


def download(
    name: str, fields: Sequence[Field], rows: QuerySet[Model], order: Sequence[str], user: User
) -> StreamingHttpResponse:
    """A CSV of these fields of all rows, in this order."""
    return as_csv(name, FieldTable(fields, rows, order, user), user)


def as_csv(name: str, table: Table, user: User) -> StreamingHttpResponse:
    """The whole table, written while it is sent."""
    return as_file(name, _written(table), user)


def _written(table: Table) -> Iterator[str]:
    head = "".join(csv_lines(table.titles, ()))
    for rows in table.chunks():
        yield head + "".join(lines(rows))
        head = ""


def as_file(
    name: str, pieces: Iterator[str] | Iterator[bytes], user: User, content_type: str = "text/csv; charset=utf-8"
) -> StreamingHttpResponse:
    """These pieces as a file to download, written while they are made. Raises TooManyExports.

    The first piece is made before the answer begins: what fails then is an error page and not a short file.
    """
    response = StreamingHttpResponse(_Export(pieces, user), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Export(Iterator[Any]):
    """The pieces of an export. It has one of the places of its person until Django closes it: when the answer is
    through, or its reader has gone."""

    def __init__(self, pieces: Iterator[Any], user: User) -> None:
        self.user = user
        self.place = _place_of(user)
        self.ends_at = time.monotonic() + LONGEST
        try:
            self.pieces = chain([next(pieces)], pieces)
        except BaseException:
            self.close()
            raise

    def __next__(self) -> Any:
        if time.monotonic() > self.ends_at:
            logger.warning("An export of user %s took more than %s seconds and was broken off.", self.user.pk, LONGEST)
            raise ConnectionResetError(errno.ECONNRESET, "the export took too long")
        return next(self.pieces)

    def close(self) -> None:
        place, self.place = self.place, ""
        if place:
            locks.let_go(place)


def _place_of(user: User) -> str:
    """One of the places of a person, held on this connection to the database: all web processes know of it."""
    for number in range(MOST_AT_ONCE):
        if locks.take(place := f"export:{user.pk}:{number}"):
            return place
    raise TooManyExports


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(titles: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Line by line, so that a hundred thousand rows need no memory."""
    yield BOM + "".join(lines([titles]))
    yield from lines(rows)


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


_UNSEEN = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Blanks, and what shows nothing at all (Unicode: control, format, default ignorable): some programs skip these."""
_FORMULA = re.compile(rf"(^|[;\t\r\n])(?=[{_UNSEEN}]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet would begin to calculate. Czech and Polish ones part cells at semicolons, too."""
_NUMBER = re.compile(r"[+-][\d ]+")


def cell(value: Any) -> str:
    """Text as it is, with a quote before what a spreadsheet would calculate (OWASP, CSV injection).

    Numbers stay numbers, those of telephones with their plus.
    """
    text = "" if value is None else str(value)
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'", text)
