"""Reading the XML feed of orders: docs/formats/orders.md describes the elements, orders.xsd says it exactly.

The file comes from outside, so nothing in it is trusted: a DOCTYPE is refused before the parser sees it (no entities,
no bombs), nothing is fetched, and no more than a few orders are held in memory at a time, whatever the file contains.

While one order follows the other with nothing but white space between, the feed is cut at `</ORDER>` and each order
is parsed alone, or not at all when its fingerprint is known: those bytes have been parsed before. That a piece is one
whole element is the parser's verdict, never a guess. At anything else, the end included, the feed goes on through the
parser as one document, which is slower and knows every case.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml import etree

from amends.kit.sets import pieces
from amends.orders.imports.bytes import PIECE, Pieces
from amends.orders.imports.reasons import FeedRefused
from amends.orders.imports.rows import KnownOrder, RawOrder
from amends.orders.imports.sources import Sources
from amends.orders.imports.xml_order import order_from

LARGEST_ORDER = 8 * 1024 * 1024
"""Bytes that may pass without an order coming to its end: bounds the memory a file can make us use."""
LONGEST_PROLOG = 64 * 1024
CUT_AT_ONCE, LARGEST_CUT = 2_000, 4 * 1024 * 1024
"""Orders, and their bytes, that are looked up together."""

_PROLOG = re.compile(rb"(\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(rb"<([^\s/>!?][^\s/>]*)[\s/>]")
_PLAIN_ROOT = re.compile(rb"<ORDERS\s*>")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_BEGINNINGS, _END = (b"<ORDER>", b"<ORDER "), b"</ORDER>"
_PARSING: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}


@dataclass(slots=True)
class Piece:
    """What may be an order: from a `<ORDER>` that stands between orders to the next `</ORDER>`."""

    line: int
    content: bytes


def read_xml(pieces: Pieces, sources: Sources) -> Iterator[RawOrder | KnownOrder]:
    """The orders of the feed, one by one. Raises FeedRefused as soon as the file turns out to be unusable."""
    stream = pieces.as_bytes()
    cutter = _Cutter(_checked_beginning(stream), stream)
    parser = etree.XMLParser(**_PARSING)
    for batch in cutter.batches():
        fingerprints = [sources.fingerprint(piece.content) for piece in batch]
        known = sources.known(fingerprints)
        for place, piece in enumerate(batch):
            if place in known:
                yield KnownOrder(piece.line, known[place])
            elif (element := _alone(piece, parser)) is not None:
                yield order_from(element, piece.line, fingerprints[place])
            else:
                cutter.give_back(batch[place:])
                break
    yield from _Feed(cutter).read(stream)


def _alone(piece: Piece, parser: etree.XMLParser) -> etree._Element | None:
    """The order, None when the piece by itself is not exactly one order."""
    try:
        element = etree.fromstring(piece.content, parser)
    except etree.XMLSyntaxError:
        return None
    return element if element.tag == "ORDER" else None


class _Cutter:
    """Cuts a feed into pieces as long as there is nothing but orders. What stands before them is the `root`."""

    def __init__(self, beginning: bytes, stream: Iterator[bytes]) -> None:
        root = _PLAIN_ROOT.match(beginning, _prolog_length(beginning))
        self._at = root.end() if root else 0
        self.root = beginning[: self._at]
        self.line = 1 + self.root.count(b"\n")
        """The line reached."""
        self._buffer = beginning
        self._stream = stream
        self._goes_on = root is not None

    @property
    def rest(self) -> bytes:
        """What was read and not cut."""
        return self._buffer[self._at :]

    def batches(self) -> Iterator[list[Piece]]:
        while self._goes_on:
            batch: list[Piece] = []
            size = 0
            while len(batch) < CUT_AT_ONCE and size < LARGEST_CUT and (piece := self._cut()):
                batch.append(piece)
                size += len(piece.content)
            yield batch

    def give_back(self, uncut: list[Piece]) -> None:
        """Take these back and end: they are not what they looked like."""
        parts, line = [], uncut[0].line
        for piece in uncut:
            parts += [b"\n" * (piece.line - line), piece.content]
            line = piece.line + piece.content.count(b"\n")
        parts += [b"\n" * (self.line - line), self.rest]
        self._buffer, self._at, self.line = b"".join(parts), 0, uncut[0].line
        self._goes_on = False

    def _cut(self) -> Piece | None:
        end = self._find_end()
        begin = self._buffer.find(b"<", self._at)
        if end < 0 or not self._buffer.startswith(_BEGINNINGS, begin) or self._buffer[self._at : begin].strip():
            self._goes_on = False
            return None
        line = self.line + self._buffer.count(b"\n", self._at, begin)
        content = self._buffer[begin : end + len(_END)]
        self._at, self.line = end + len(_END), line + content.count(b"\n")
        return Piece(line, content)

    def _find_end(self) -> int:
        end, searched = self._buffer.find(_END, self._at), len(self._buffer)
        while end < 0 and len(self._buffer) - self._at <= LARGEST_ORDER and (more := next(self._stream, b"")):
            searched = max(0, searched - self._at - len(_END))
            self._buffer, self._at = self._buffer[self._at :] + more, 0
            end, searched = self._buffer.find(_END, searched), len(self._buffer)
        return end


def _checked_beginning(stream: Iterator[bytes]) -> bytes:
    """The file up to and with the root's name, looked at before any parser gets it."""
    beginning = rest = b""
    for piece in stream:
        beginning += piece
        rest = beginning[_prolog_length(beginning) :]
        if _ROOT.match(rest) or _is_doctype(rest) or rest[:1] not in {b"", b"<"} or len(beginning) > LONGEST_PROLOG:
            break
    if not beginning.strip():
        raise FeedRefused("empty")
    declared = _ENCODING.match(beginning)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        raise FeedRefused("declared_encoding", encoding=_shown(declared[1]))
    _check_root(rest, line=beginning.count(b"\n") + 1)
    return beginning


def _check_root(rest: bytes, *, line: int) -> None:
    if _is_doctype(rest):
        raise FeedRefused("doctype")
    root = _ROOT.match(rest)
    if root and root[1] != b"ORDERS":
        raise FeedRefused("root", tag=_shown(root[1]))
    if not root:
        was_short = len(rest) < LONGEST_PROLOG and rest[:1] in {b"", b"<"}
        raise FeedRefused("cut_off", line=line) if was_short else FeedRefused("not_xml")


def _prolog_length(beginning: bytes) -> int:
    found = _PROLOG.match(beginning)
    return found.end() if found else 0


def _is_doctype(rest: bytes) -> bool:
    return rest[:9].upper() == b"<!DOCTYPE"


def _shown(name: bytes) -> str:
    return name.decode(errors="replace")[:40]


_UNKNOWN_ENTITY = {etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.WAR_UNDECLARED_ENTITY}


class _Feed:
    """Feeds what was not cut to the parser and hands out finished orders, freeing what was handed out."""

    def __init__(self, cutter: _Cutter) -> None:
        self.parser = etree.XMLPullParser(events=("end",), tag="ORDER", **_PARSING)
        self.beginning = chain([cutter.root], pieces(cutter.rest, PIECE))
        self.lines_cut = cutter.line - 1 - cutter.root.count(b"\n")
        self.waiting = 0
        self.line = 1

    def read(self, stream: Iterable[bytes]) -> Iterator[RawOrder]:
        for piece in chain(self.beginning, stream):
            yield from self._take(piece)
        try:
            self.parser.close()
        except etree.XMLSyntaxError as error:
            raise self._at_the_end(error) from None

    def _take(self, piece: bytes) -> Iterator[RawOrder]:
        try:
            self.parser.feed(piece)
        except etree.XMLSyntaxError as error:
            raise self._malformed(error.msg, error.lineno) from None
        self.waiting += len(piece)
        for _event, element in self.parser.read_events():
            self.waiting = 0
            self.line = self.lines_cut + (element.sourceline or 0)
            if _depth(element) == 1:
                yield order_from(element, self.line)
                _free(element)
        if self.waiting > LARGEST_ORDER:
            raise FeedRefused("too_large_order", line=self.line)

    def _at_the_end(self, error: etree.XMLSyntaxError) -> FeedRefused:
        """Mostly the end came too early; but unknown entities and what follows </ORDERS> are told at the end, too."""
        if error.code == etree.ErrorTypes.ERR_DOCUMENT_END:
            return self._malformed(error.msg, error.lineno)
        for entry in self.parser.feed_error_log:  # error.error_log would have those of earlier files, too
            if entry.type in _UNKNOWN_ENTITY:
                return self._malformed(entry.message, entry.line)
        return FeedRefused("cut_off", line=self.lines_cut + (error.lineno or 1))

    def _malformed(self, message: str | None, line: int | None) -> FeedRefused:
        told = (message or "").split(", line")[0].strip()[:120]
        return FeedRefused("malformed", line=self.lines_cut + (line or 1), message=told)


def _depth(element: etree._Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _free(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
