"""Tables that leave for a spreadsheet: CSV with a mark for UTF-8, and no cell that is taken for a formula."""

import csv
import errno
import logging
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from amends.kit import locks
from amends.kit.paging import keyset
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.vocabulary import Field
from amends.vocabulary.plain import Words, plain

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


def download(
    name: str, fields: Sequence[Field], rows: QuerySet[Model], order: Sequence[str], user: User
) -> StreamingHttpResponse:
    """A table of these fields of all rows, in this order (amends.kit.paging)."""
    return as_file(name, _table(fields, rows, order, user), user)


def as_file(name: str, pieces: Iterator[str], user: User) -> StreamingHttpResponse:
    """These pieces as a file to download, written while they are made. Raises TooManyExports.

    The first piece is made before the answer begins: what fails then is an error page and not a short file.
    """
    response = StreamingHttpResponse(_Export(pieces, user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Export(Iterator[str]):
    """The pieces of an export. It has one of the places of its person until Django closes it: when the answer is
    through, or its reader has gone."""

    def __init__(self, pieces: Iterator[str], user: User) -> None:
        self.user = user
        self.place = _place_of(user)
        self.ends_at = time.monotonic() + LONGEST
        try:
            self.pieces = chain([next(pieces)], pieces)
        except BaseException:
            self.close()
            raise

    def __next__(self) -> str:
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


def _table(fields: Sequence[Field], rows: QuerySet[Model], order: Sequence[str], user: User) -> Iterator[str]:
    """Page by page: a cursor kept open would make PostgreSQL write down the whole table first."""
    words = Words(fields)
    also = {term.removeprefix("-") for term in order}
    found = plain(rows, fields, also=sorted(also), user=user)
    head, after = "".join(csv_lines([field.label for field in fields], ())), None
    while True:
        page = keyset(found, order, after=after, size=CHUNK)
        words.look_up(page.rows)
        yield head + "".join(lines([words.of(field, row) for field in fields] for row in page.rows))
        head, after = "", page.later
        if after is None:
            return


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
