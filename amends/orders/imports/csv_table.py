"""Reading the table of orders: one row per item, the rows of one order together (docs/formats/orders.md).

UTF-8 with or without byte order mark; separated by commas, semicolons or tabs, whichever the first row uses. Numbers
have a decimal point; a decimal comma is understood too, because spreadsheets in our countries write it.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from amends.orders.imports.bytes import Pieces
from amends.orders.imports.reasons import FeedRefused, RowRefused
from amends.orders.imports.rows import KnownOrder, RawItem, RawOrder, Texts
from amends.orders.imports.sources import Sources

LONGEST_LINE = 1024 * 1024
MOST_ROWS = 5_000
LARGEST_ORDER = 8 * 1024 * 1024
"""Rows and characters of one order: they bound the memory a file can make us use."""
LOOKED_UP_AT_ONCE = 500

ORDER_NAMES = {
    "code": "order_code",
    "external_id": "order_id",
    "placed_at": "placed_at",
    "customer_name": "customer_name",
    "company": "company",
    "email": "email",
    "phone": "phone",
    "language": "language",
    "country": "country",
    "currency": "currency",
    "carrier": "carrier",
    "payment": "payment",
    "total": "total",
    "total_without_vat": "total_without_vat",
    "url": "order_url",
    "invoice_code": "invoice_code",
    "package_number": "package_number",
}
ITEM_NAMES = {
    "kind": "item_type",
    "code": "item_code",
    "name": "item_name",
    "variant": "item_variant",
    "quantity": "item_quantity",
    "unit_price": "item_unit_price",
    "total": "item_total",
    "vat_rate": "item_vat_rate",
}
ADDRESS_PARTS = ("name", "company", "street", "housenumber", "city", "zip", "country", "company_id", "vat_id")
REQUIRED = ("order_code", "placed_at", "total")

_NUMBERS = {"total", "total_without_vat"}
_ITEM_NUMBERS = {"quantity", "unit_price", "total", "vat_rate"}
_DECIMAL_COMMA = re.compile(r"\s*([+-]?\d*),(\d+)\s*", re.ASCII)

Row = tuple[int, Texts, RowRefused | None]


@dataclass(slots=True)
class Rows:
    """The rows of one order."""

    rows: list[Row]
    size: int
    scattered: RowRefused | None = None

    @property
    def line(self) -> int:
        return self.rows[0][0]

    def as_bytes(self) -> bytes:
        """What its cells say, with the names of their columns."""
        return repr([(texts, refused is not None) for _line, texts, refused in self.rows]).encode()


def read_csv(pieces: Pieces, sources: Sources) -> Iterator[RawOrder | KnownOrder]:
    """The orders of the table, one by one. Raises FeedRefused as soon as the file turns out to be unusable."""
    for batch in _batches(_together(pieces)):
        fingerprints = [sources.fingerprint(rows.as_bytes()) for rows in batch]
        known = sources.known(fingerprints)
        for place, rows in enumerate(batch):
            if place in known and not rows.scattered:
                yield KnownOrder(rows.line, known[place])
            else:
                order = _order(rows.rows)
                order.fingerprint = fingerprints[place]
                order.refused = rows.scattered or order.refused
                yield order


def _batches(orders: Iterator[Rows]) -> Iterator[list[Rows]]:
    """Orders to look up together, few enough to be held in memory."""
    batch: list[Rows] = []
    size = 0
    for rows in orders:
        batch.append(rows)
        size += rows.size
        if len(batch) == LOOKED_UP_AT_ONCE or size > LARGEST_ORDER:
            yield batch
            batch, size = [], 0
    yield batch


def _together(pieces: Pieces) -> Iterator[Rows]:
    seen: dict[str, int] = {}
    for code, rows in groupby(_rows(pieces), key=lambda row: row[1].get("order_code", "").strip()):
        order = _of_one_order(rows)
        if code and seen.setdefault(code, order.line) != order.line:
            order.scattered = RowRefused("scattered", line=seen[code])
        yield order


def _of_one_order(rows: Iterator[Row]) -> Rows:
    """The rows of one order, of which no file may make us hold any number: a table may say the same code for ever."""
    taken: list[Row] = []
    size = 0
    for row in rows:
        size += sum(1 + len(text) for text in row[1].values())
        if size > LARGEST_ORDER or len(taken) == MOST_ROWS:
            raise FeedRefused("too_large_order", line=taken[0][0] if taken else row[0])
        taken.append(row)
    return Rows(taken, size)


def _rows(pieces: Pieces) -> Iterator[Row]:
    """Line, texts by column and, for a row that does not fit the first one, why."""
    lines = _Lines(pieces)
    first = next(iter(lines), "")
    if not first.strip():
        raise FeedRefused("empty")
    delimiter = max(",;\t", key=first.count)
    columns = _columns(next(csv.reader([first], delimiter=delimiter)))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield _row(cells, columns, lines)
    except csv.Error as error:
        at_end = "unexpected end of data" in str(error)
        raise FeedRefused("cut_off" if at_end else "table", line=lines.number, message=str(error)[:120]) from None


def _columns(names: list[str]) -> list[str]:
    columns = [name.strip().lower() for name in names]
    if missing := [name for name in REQUIRED if name not in columns]:
        raise FeedRefused("columns", columns=", ".join(missing))
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise FeedRefused("same_columns", columns=", ".join(twice))
    return columns


def _row(cells: list[str], columns: list[str], lines: "_Lines") -> Row:
    texts = dict(zip(columns, cells, strict=False))
    if len(cells) == len(columns):
        return lines.number, texts, None
    if len(cells) < len(columns) and lines.ended_within_a_line:
        raise FeedRefused("cut_off", line=lines.number)
    return lines.number, texts, RowRefused("columns_of_row", found=len(cells), wanted=len(columns))


def _order(rows: list[Row]) -> RawOrder:
    """Columns of the order come from its first row that fills them; each row with an item brings that item."""
    line, _texts, _refused = rows[0]
    order = RawOrder(line, {})
    for row_line, texts, refused in rows:
        for name, column in ORDER_NAMES.items():
            if text := texts.get(column, "").strip():
                order.texts.setdefault(name, _point(text) if name in _NUMBERS else text)
        _take_addresses(order, texts)
        if item := _item(texts):
            order.items.append(RawItem(row_line, item))
        if refused and not order.refused:
            order.refused = RowRefused(refused.code, at=row_line, **refused.details)
    return order


def _item(texts: Texts) -> Texts:
    filled = {name: texts[column] for name, column in ITEM_NAMES.items() if texts.get(column, "").strip()}
    return {name: _point(text) if name in _ITEM_NUMBERS else text for name, text in filled.items()}


def _take_addresses(order: RawOrder, texts: Texts) -> None:
    for kind, address in (("billing", order.billing_address), ("shipping", order.shipping_address)):
        for part in ADDRESS_PARTS:
            if text := texts.get(f"{kind}_{part}", "").strip():
                address.setdefault(part, text)


def _point(text: str) -> str:
    found = _DECIMAL_COMMA.fullmatch(text)
    return f"{found[1]}.{found[2]}" if found else text


class _Lines:
    """The lines of the file, split at line feeds alone; what else counts as a line's end may stand within a cell."""

    def __init__(self, pieces: Pieces) -> None:
        self._lines = self._split(pieces)
        self.number = 0
        self.ended_within_a_line = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            if "\0" in line:
                raise FeedRefused("table", line=self.number, message="NUL")
            yield line

    def _split(self, pieces: Pieces) -> Iterator[str]:
        rest = ""
        for text in pieces:
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                yield line + "\n"
            if len(rest) > LONGEST_LINE:
                raise FeedRefused("table", line=self.number + 1, message=f"> {LONGEST_LINE}")
        if rest:
            self.ended_within_a_line = True
            yield rest
