"""Tables that leave for a spreadsheet: CSV with a mark for UTF-8, and no cell that is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

BOM = "\ufeff"


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(titles: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Line by line, so that a hundred thousand rows need no memory."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([cell(title) for title in titles])
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
