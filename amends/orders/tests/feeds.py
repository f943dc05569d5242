"""Feeds and tables of orders for tests."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from amends.journal.actors import Actor
from amends.orders.actions.imports import import_orders
from amends.orders.models import Order, OrderImport, OrderItem, Shop

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
BY = Actor.system("test")


def item(name: str = "Running shoes", **elements: str) -> str:
    """An <ITEM>; `elements` replace or add child elements by their tags."""
    parts = {
        "TYPE": "product",
        "NAME": name,
        "AMOUNT": "1",
        "CODE": "P-1",
        "UNIT_PRICE": "<WITH_VAT>1290.00</WITH_VAT><VAT_RATE>21</VAT_RATE>",
    } | elements
    return "<ITEM>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items()) + "</ITEM>"


def order(code: str = "2026001", *, items: Iterable[str] | None = None, **elements: str) -> str:
    """An <ORDER> of Jana Nováková on lines of its own."""
    parts = {
        "ORDER_ID": "4347",
        "CODE": code,
        "INVOICE_CODE": f"F{code}",
        "DATE": "2026-11-02 21:46:52",
        "CURRENCY": "<CODE>CZK</CODE>",
        "PACKAGE_NUMBER": "DR123456789",
        "LANGUAGE": "CS",
        "CUSTOMER": (
            "<EMAIL>jana@example.cz</EMAIL><PHONE>777 123 456</PHONE>"
            "<BILLING_ADDRESS><NAME>Jana Nováková</NAME><STREET>Masarykova</STREET><CITY>Brno</CITY>"
            "<COUNTRY>CZ</COUNTRY></BILLING_ADDRESS>"
            "<SHIPPING_ADDRESS><NAME>Jana Nováková</NAME><COUNTRY>SK</COUNTRY></SHIPPING_ADDRESS>"
        ),
        "TOTAL_PRICE": "<WITH_VAT>1369.00</WITH_VAT><WITHOUT_VAT>1131.40</WITHOUT_VAT>",
        "ORDER_ITEMS": "".join(items if items is not None else [item()]),
    } | elements
    return "<ORDER>\n" + "\n".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if text) + "\n</ORDER>\n"


def feed(*orders: str) -> bytes:
    return f"{HEADER}<ORDERS>\n{''.join(orders)}</ORDERS>\n".encode()


def import_now(content: bytes, shop: Shop, format: str = "xml", **kwargs: Any) -> OrderImport:
    return import_orders(
        BytesIO(content), format, shop, by=BY, file_name=f"orders.{format}", size=len(content), **kwargs
    )


def everything() -> list[tuple[Any, ...]]:
    """All rows of orders and items with their ids and times, to tell whether anything at all was touched."""
    orders = Order.objects.order_by("pk").values_list()
    return [*orders, *OrderItem.objects.order_by("pk").values_list()]
