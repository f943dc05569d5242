"""The documented formats are those that are read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

from amends.orders.imports import csv_table, xml_order
from amends.orders.models import Order
from amends.orders.tests.feeds import feed, import_now, item, order
from amends.orders.tests.make import make_shop

FORMATS = Path(settings.ROOT) / "docs" / "formats"
PAGE = (FORMATS / "orders.md").read_text()


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(FORMATS / "orders.xsd"))


def test_the_example_feed_keeps_to_the_schema() -> None:
    schema().assertValid(etree.parse(FORMATS / "orders.xml"))


def test_an_empty_feed_keeps_to_the_schema() -> None:
    schema().assertValid(etree.fromstring(feed()).getroottree())


@pytest.mark.parametrize(
    "wrong",
    [
        order(CODE=""),
        order(DATE="2.11.2026"),
        order(TOTAL_PRICE="<WITH_VAT>1,5</WITH_VAT>"),
        order(CURRENCY="<CODE>koruna</CODE>"),
        order(items=[item(TYPE="gift")]),
        order(items=[item(AMOUNT="two")]),
        order(CODE="x" * 101),
    ],
)
@pytest.mark.django_db
def test_what_the_schema_refuses_the_import_refuses_too(wrong: str) -> None:
    assert not schema().validate(etree.fromstring(feed(wrong)))
    done = import_now(feed(wrong.replace("<ORDER_ID>4347</ORDER_ID>", "")), make_shop())
    assert (done.created, done.bad) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "orders"), [("orders.xml", 1), ("orders.csv", 2)])
def test_the_examples_can_be_imported(name: str, orders: int) -> None:
    done = import_now((FORMATS / name).read_bytes(), make_shop(), name[-3:])
    assert (done.created, done.bad) == (orders, 0)
    assert Order.objects.get(code="2611-119027").items.filter(kind="product").get().name == "Světlo přední Lumen 900"


def test_the_page_names_every_element_and_column() -> None:
    named = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))
    elements = {
        part for path in (*xml_order.NAMES.values(), *xml_order.ITEM_NAMES.values()) for part in path.split("/")
    }
    addresses = {f"{kind}_{part}" for kind in ("billing", "shipping") for part in csv_table.ADDRESS_PARTS}
    columns = {*csv_table.ORDER_NAMES.values(), *csv_table.ITEM_NAMES.values(), *addresses}
    assert elements | columns <= named
    known = elements | columns | {part.upper() for part in csv_table.ADDRESS_PARTS} | {"ORDERS", "ORDER", "ORDER_ITEMS"}
    in_tables = set(re.findall(r"\b(?:item|order|billing|shipping)_[a-z_]+\b", PAGE)) - {"orders"}
    assert in_tables <= known
