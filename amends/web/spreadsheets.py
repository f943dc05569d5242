"""Tables that leave for a spreadsheet: CSV with a mark for UTF-8, and no cell that is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from amends.people.models import User
from amends.vocabulary import Field
from amends.vocabulary.plain import Words, plain

BOM = "\ufeff"


CHUNK = 2000
"""Rows that are written at a time."""


def download(name: str, fields: Sequence[Field], rows: QuerySet[Model], user: User) -> StreamingHttpResponse:
    """A table of these fields of all rows, in their order, in the words of whoever asks now."""
    told = in_present_words(_table(fields, rows, user))
    response = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table(fields: Sequence[Field], rows: QuerySet[Model], user: User) -> Iterator[str]:
    words = Words(fields)
    found = plain(rows, fields, user=user).iterator(chunk_size=CHUNK)
    yield from csv_lines([field.label for field in fields], ())
    while chunk := list(islice(found, CHUNK)):
        words.look_up(chunk)
        yield "".join(lines([words.of(field, row) for field in fields] for row in chunk))


def in_present_words(pieces: Iterator[str]) -> Iterator[str]:
    """Each piece made in the language and time zone that are in force now.

    A streamed answer is written after the middlewares have left, when both would be those of the house.
    """
    language, zone = translation.get_language() or "en", timezone.get_current_timezone()

    def told() -> Iterator[str]:
        while True:
            with translation.override(language), timezone.override(zone):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    return told()


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
