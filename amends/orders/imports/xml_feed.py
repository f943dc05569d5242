"""Reading the XML feed of orders: docs/formats/orders.md describes the elements, orders.xsd says it exactly.

The file comes from outside, so nothing in it is trusted: a DOCTYPE is refused before the parser sees it (no entities,
no bombs), nothing is fetched, and no more than a few orders are held in memory at a time, whatever the file contains.
"""

import re
from collections.abc import Iterator

from lxml import etree

from amends.orders.imports.bytes import Pieces
from amends.orders.imports.reasons import FeedRefused
from amends.orders.imports.rows import RawItem, RawOrder, Texts

LARGEST_ORDER = 8 * 1024 * 1024
"""Characters that may pass without an order coming to its end: bounds the memory a file can make us use."""
LONGEST_PROLOG = 64 * 1024

NAMES = {
    "external_id": "ORDER_ID",
    "code": "CODE",
    "url": "ORDER_URL",
    "invoice_code": "INVOICE_CODE",
    "placed_at": "DATE",
    "currency": "CURRENCY/CODE",
    "package_number": "PACKAGE_NUMBER",
    "language": "LANGUAGE",
    "carrier": "CARRIER",
    "payment": "PAYMENT",
    "email": "CUSTOMER/EMAIL",
    "phone": "CUSTOMER/PHONE",
    "customer_name": "CUSTOMER/BILLING_ADDRESS/NAME",
    "company": "CUSTOMER/BILLING_ADDRESS/COMPANY",
    "total": "TOTAL_PRICE/WITH_VAT",
    "total_without_vat": "TOTAL_PRICE/WITHOUT_VAT",
}
ITEM_NAMES = {
    "kind": "ITEM/TYPE",
    "code": "ITEM/CODE",
    "name": "ITEM/NAME",
    "variant": "ITEM/VARIANT_NAME",
    "quantity": "ITEM/AMOUNT",
    "unit_price": "ITEM/UNIT_PRICE/WITH_VAT",
    "total": "ITEM/TOTAL_PRICE/WITH_VAT",
    "vat_rate": "ITEM/UNIT_PRICE/VAT_RATE",
}
_BILLING, _SHIPPING = "CUSTOMER/BILLING_ADDRESS/", "CUSTOMER/SHIPPING_ADDRESS/"
_COLUMNS = {path: name for name, path in NAMES.items() if not path.startswith(_BILLING)}
_ITEM_COLUMNS = {path.removeprefix("ITEM/"): name for name, path in ITEM_NAMES.items()}

_PROLOG = re.compile(r"(\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(r"<([^\s/>!?][^\s/>]*)[\s/>]")
_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")


def read_xml(pieces: Pieces) -> Iterator[RawOrder]:
    """The orders of the feed, one by one. Raises FeedRefused as soon as the file turns out to be unusable."""
    texts = iter(pieces)
    feed = _Feed()
    yield from feed.take(_checked_beginning(texts))
    for text in texts:
        yield from feed.take(text)
    feed.end()


def _checked_beginning(texts: Iterator[str]) -> str:
    """The text up to and with the root's name, looked at before any parser gets it."""
    beginning = rest = ""
    for text in texts:
        beginning += text
        rest = beginning[_prolog_length(beginning) :]
        if _ROOT.match(rest) or _is_doctype(rest) or rest[:1] not in {"", "<"} or len(beginning) > LONGEST_PROLOG:
            break
    if not beginning.strip():
        raise FeedRefused("empty")
    declared = _ENCODING.match(beginning)
    if declared and declared[1].lower() not in {"utf-8", "utf8"}:
        raise FeedRefused("declared_encoding", encoding=declared[1][:40])
    _check_root(rest, line=beginning.count("\n") + 1)
    return beginning


def _check_root(rest: str, *, line: int) -> None:
    if _is_doctype(rest):
        raise FeedRefused("doctype")
    root = _ROOT.match(rest)
    if root and root[1] != "ORDERS":
        raise FeedRefused("root", tag=root[1][:40])
    if not root:
        was_short = len(rest) < LONGEST_PROLOG and rest[:1] in {"", "<"}
        raise FeedRefused("cut_off", line=line) if was_short else FeedRefused("not_xml")


def _prolog_length(text: str) -> int:
    found = _PROLOG.match(text)
    return found.end() if found else 0


def _is_doctype(text: str) -> bool:
    return text[:9].upper() == "<!DOCTYPE"


_UNKNOWN_ENTITY = {etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.WAR_UNDECLARED_ENTITY}


class _Feed:
    """Feeds the parser and hands out finished orders, freeing what was handed out."""

    def __init__(self) -> None:
        self.parser = etree.XMLPullParser(
            events=("end",),
            tag="ORDER",
            encoding="utf-8",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            recover=False,
            remove_comments=True,
            remove_pis=True,
        )
        self.waiting = 0
        self.line = 1

    def take(self, text: str) -> Iterator[RawOrder]:
        try:
            self.parser.feed(text.encode())
        except etree.XMLSyntaxError as error:
            raise _malformed(error.msg, error.lineno) from None
        self.waiting += len(text)
        for _event, element in self.parser.read_events():
            self.waiting = 0
            self.line = _line(element)
            if _depth(element) == 1:
                yield _order(element)
                _free(element)
        if self.waiting > LARGEST_ORDER:
            raise FeedRefused("too_large_order", line=self.line)

    def end(self) -> None:
        try:
            self.parser.close()
        except etree.XMLSyntaxError as error:
            raise _at_the_end(error, self.parser.feed_error_log) from None


def _at_the_end(error: etree.XMLSyntaxError, log: etree._ListErrorLog) -> FeedRefused:
    """Mostly the end came too early; but unknown entities and what follows </ORDERS> are told at the end, too."""
    if error.code == etree.ErrorTypes.ERR_DOCUMENT_END:
        return _malformed(error.msg, error.lineno)
    for entry in log:  # error.error_log would have those of earlier files, too
        if entry.type in _UNKNOWN_ENTITY:
            return _malformed(entry.message, entry.line)
    return FeedRefused("cut_off", line=error.lineno or 1)


def _malformed(message: str | None, line: int | None) -> FeedRefused:
    return FeedRefused("malformed", line=line or 1, message=(message or "").split(", line")[0].strip()[:120])


def _depth(element: etree._Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _line(element: etree._Element) -> int:
    """Beyond 65,534 the parser knows an element's line only through its first text: then it may be the next one."""
    return element.sourceline or 0


def _free(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _order(element: etree._Element) -> RawOrder:
    order = RawOrder(_line(element), {})
    for child in element:
        if child.tag == "ORDER_ITEMS":
            order.items = [RawItem(_line(item), _texts(item, _ITEM_COLUMNS)) for item in child.iterchildren("ITEM")]
        else:
            _take(child, order)
    return order


def _take(child: etree._Element, order: RawOrder) -> None:
    for path, text in _leaves(child, ""):
        if column := _COLUMNS.get(path):
            order.texts.setdefault(column, text)
        elif path.startswith(_BILLING):
            order.billing_address[path.removeprefix(_BILLING).lower()] = text
        elif path.startswith(_SHIPPING):
            order.shipping_address[path.removeprefix(_SHIPPING).lower()] = text


def _texts(element: etree._Element, columns: dict[str, str]) -> Texts:
    texts: Texts = {}
    for child in element:
        for path, text in _leaves(child, ""):
            if column := columns.get(path):
                texts.setdefault(column, text)
    return texts


def _leaves(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    """Paths and texts of the elements that hold text alone; an empty element is an absent one."""
    if not isinstance(element.tag, str):
        return
    path = above + element.tag
    if len(element):
        for child in element:
            yield from _leaves(child, path + "/")
    elif element.text:
        yield path, element.text
