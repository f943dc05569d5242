"""Tables that leave as a workbook (XLSX, ECMA-376): numbers and times as such, texts as texts, and never a formula."""

import re
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from amends.kit.refusals import Refused
from amends.people.models import User
from amends.web.spreadsheets import Table, as_file

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 100_000
"""Rows of one workbook: it can't be sent while it is made, and this many take some twenty seconds."""
LONGEST_TEXT = 32_767
"""Characters that one cell can hold (Excel specifications and limits)."""
_PIECE = 64 * 1024
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class TooManyRows(Refused):
    code = "too_many_rows"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("A workbook holds at most %(most)d rows. Narrow the list, or export CSV.") % {"most": MOST})


def as_workbook(name: str, table: Table, user: User) -> StreamingHttpResponse:
    """The whole table as a file to download. Raises TooManyRows, TooManyExports."""
    return as_file(name, _pieces(table), user, CONTENT_TYPE)


def _pieces(table: Table) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        _write(file, table)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(file: BinaryIO, table: Table) -> None:
    """Row by row onto the disk: a hundred thousand rows need no memory."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, **_PLAIN}) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        formats: dict[type, Any] = {
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(table.titles) - 1, 0), 18)
        for column, title in enumerate(table.titles):
            sheet.write_string(0, column, _text(title), bold)
        number = 0
        for rows in table.chunks(typed=True):
            for row in rows:
                number += 1
                if number > MOST:
                    raise TooManyRows
                for column, value in enumerate(row):
                    _put(sheet, number, column, value, formats)


def _put(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value not in (None, ""):
        sheet.write_string(row, column, _text(value))


def _text(value: Any) -> str:
    return _NOT_XML.sub("", str(value))[:LONGEST_TEXT]
