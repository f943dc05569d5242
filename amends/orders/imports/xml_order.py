"""From one <ORDER> to the texts it holds: docs/formats/orders.md describes the elements, orders.xsd says it exactly."""

from collections.abc import Mapping

from lxml import etree

from amends.orders.imports.rows import RawItem, RawOrder, Texts

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
Columns = dict[str, str]
"""Names of columns by the tags of the elements that hold them."""


def _within(container: str, names: Mapping[str, str]) -> Columns:
    """The columns of elements that stand directly in `container`, a path that ends with a slash or nothing."""
    inside = {path.removeprefix(container): name for name, path in names.items() if path.startswith(container)}
    return {tag: name for tag, name in inside.items() if "/" not in tag}


_COLUMNS = _within("", NAMES)
_CUSTOMER_COLUMNS = _within("CUSTOMER/", NAMES)
_ADDRESSES = {"BILLING_ADDRESS": "billing_address", "SHIPPING_ADDRESS": "shipping_address"}
_NESTED = {tag: _within(f"{tag}/", NAMES) for tag in ("CURRENCY", "TOTAL_PRICE")}
_ITEM_COLUMNS = _within("ITEM/", ITEM_NAMES)
_ITEM_NESTED = {tag: _within(f"ITEM/{tag}/", ITEM_NAMES) for tag in ("UNIT_PRICE", "TOTAL_PRICE")}


def order_from(element: etree._Element, line: int, fingerprint: bytes | None = None) -> RawOrder:
    """The order that begins on `line` of the file; the element may count its lines from another place.

    Beyond 65,534 the parser knows an element's line only through its first text: then it may be the next one.
    """
    order = RawOrder(line, {}, fingerprint=fingerprint)
    above = line - (element.sourceline or 0)
    for child in element:
        tag = child.tag
        if tag == "ORDER_ITEMS":
            order.items = [RawItem(above + (item.sourceline or 0), _item(item)) for item in child.iterchildren("ITEM")]
        elif tag == "CUSTOMER":
            _take_customer(child, order)
        elif nested := _NESTED.get(tag):
            _take(child, nested, order.texts)
        elif column := _COLUMNS.get(tag):
            _take_one(child, column, order.texts)
    return order


def _take_customer(element: etree._Element, order: RawOrder) -> None:
    for child in element:
        if column := _CUSTOMER_COLUMNS.get(child.tag):
            _take_one(child, column, order.texts)
        elif name := _ADDRESSES.get(child.tag):
            address: Texts = getattr(order, name)
            address |= {part.tag.lower(): part.text for part in child if part.text and not len(part)}


def _item(element: etree._Element) -> Texts:
    texts: Texts = {}
    for child in element:
        if column := _ITEM_COLUMNS.get(child.tag):
            _take_one(child, column, texts)
        elif nested := _ITEM_NESTED.get(child.tag):
            _take(child, nested, texts)
    return texts


def _take(element: etree._Element, columns: Columns, texts: Texts) -> None:
    for child in element:
        if column := columns.get(child.tag):
            _take_one(child, column, texts)


def _take_one(element: etree._Element, column: str, texts: Texts) -> None:
    """Elements that hold text alone; an empty one is an absent one, and of several the first counts."""
    if column not in texts and (text := element.text) and not len(element):
        texts[column] = text
