"""Tables that leave for a spreadsheet: CSV with a mark for UTF-8, and no cell that is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse

from amends.kit.paging import keyset
from amends.people.models import User
from amends.vocabulary import Field
from amends.vocabulary.plain import Words, plain

BOM = "\ufeff"


CHUNK = 1000
"""Rows that are read and written at a time."""


def download(
    name: str, fields: Sequence[Field], rows: QuerySet[Model], order: Sequence[str], user: User
) -> StreamingHttpResponse:
    """A table of these fields of all rows, in this order (amends.kit.paging).

    The first rows are read before the answer begins: what fails then is an error page and not a short file.
    """
    told = _table(fields, rows, order, user)
    told = chain([next(told)], told)
    response = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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


_FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet would begin to calculate. Czech and Polish ones part cells at semicolons, too."""
_NUMBER = re.compile(r"[+-][\d ]+")


def cell(value: Any) -> str:
    """Text as it is, with a quote before what a spreadsheet would calculate (OWASP, CSV injection).

    Numbers stay numbers, those of telephones with their plus.
    """
    text = "" if value is None else str(value)
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'", text)
