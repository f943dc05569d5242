"""Importing a table of orders: one row per item."""

from decimal import Decimal

import pytest

from amends.orders.imports import csv_table
from amends.orders.models import ImportState, Order
from amends.orders.tests.feeds import everything, feed, import_now, item, order
from amends.orders.tests.make import make_shop

pytestmark = pytest.mark.django_db

HEADER = "order_code,placed_at,customer_name,email,currency,total,shipping_city,item_name,item_quantity,item_unit_price"
ROWS = [
    "A1,2026-11-02 21:46:52,Jana Nováková,jana@example.cz,CZK,1369.00,Brno,Running shoes,1,1290.00",
    "A1,,,,,,,Laces,2,39.50",
    "A2,2026-11-03,Łukasz,lw@example.pl,PLN,99,,Socks,1,99",
]


def table(*rows: str, header: str = HEADER, ending: str = "\n") -> bytes:
    return (ending.join([header, *rows]) + ending).encode()


@pytest.mark.req("R44")
def test_rows_of_one_order_make_one_order_with_their_items() -> None:
    done = import_now(table(*ROWS), make_shop(), "csv")
    assert (done.state, done.created, done.bad) == (ImportState.FINISHED, 2, 0)
    first = Order.objects.get(code="A1")
    assert (first.customer_name, first.total, first.shipping_address) == (
        "Jana Nováková",
        Decimal("1369.00"),
        {"city": "Brno"},
    )
    assert list(first.items.values_list("name", "quantity", "total")) == [
        ("Running shoes", Decimal(1), Decimal(1290)),
        ("Laces", Decimal(2), Decimal(79)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        table(*ROWS),
        b"\xef\xbb\xbf" + table(*ROWS),
        table(*ROWS, ending="\r\n"),
        table(*ROWS)[:-1],
        table(*(row.replace(",", ";") for row in ROWS), header=HEADER.replace(",", ";")),
        table(*(row.replace(",", "\t") for row in ROWS), header=HEADER.replace(",", "\t")),
        table(*ROWS, "", ",,,,,,,,,"),
    ],
    ids=["commas", "byte order mark", "Windows", "no last line feed", "semicolons", "tabs", "blank rows"],
)
def test_the_dialects_of_spreadsheets_are_all_the_same(content: bytes) -> None:
    shop = make_shop()
    import_now(table(*ROWS), shop, "csv")
    before = everything()
    again = import_now(content, shop, "csv")
    assert (again.state, again.unchanged, again.bad) == (ImportState.FINISHED, 2, 0)
    assert everything() == before


def test_a_decimal_comma_is_understood() -> None:
    content = table("A1;2026-11-02;;;CZK;1369,50;;Laces;1,5;39,90", header=HEADER.replace(",", ";"))
    import_now(content, make_shop(), "csv")
    assert Order.objects.get().total == Decimal("1369.50")
    assert Order.objects.get().items.get().quantity == Decimal("1.5")


def test_cells_may_hold_separators_quotes_and_line_feeds() -> None:
    import_now(table('A1,2026-11-02,"Nováková, ""Jana""\nJ.",,,10,,,,'), make_shop(), "csv")
    assert Order.objects.get().customer_name == 'Nováková, "Jana" J.'
    assert not Order.objects.get().items.exists()


def test_bad_rows_are_told_by_line_and_the_rest_goes_in() -> None:
    rows = [ROWS[0], ROWS[1].replace("39.50", "cheap"), ROWS[2], "A3,2026-11-03,short", "A4,yesterday,,,,1,,,,"]
    done = import_now(table(*rows), make_shop(), "csv")
    assert (done.created, done.bad) == (1, 3)
    problems = [(each.line, each.order_code, str(each.sentence)) for each in done.problems.order_by("line")]
    assert problems[0][:2] == (3, "A1")
    assert "item_unit_price is not a number" in problems[0][2]
    assert problems[1] == (5, "A3", "The row has 3 columns, the first row of the table has 10.")
    assert problems[2][:2] == (6, "A4")


def test_an_order_whose_rows_are_scattered_is_left_out_whole() -> None:
    done = import_now(table(ROWS[0], ROWS[2], ROWS[1]), make_shop(), "csv")
    assert list(Order.objects.values_list("code", flat=True)) == ["A2"]
    assert [(each.line, each.order_code) for each in done.problems.order_by("line")] == [(2, "A1"), (4, "A1")]
    assert "again on line 4" in str(done.problems.earliest("line").sentence)


def test_columns_may_come_in_any_order_and_unknown_ones_are_passed_over() -> None:
    import_now(table("9,A1,2026-11-02,red", header="Total,ORDER_CODE, placed_at ,colour"), make_shop(), "csv")
    assert Order.objects.get().total == 9


def test_a_feed_and_a_table_of_the_same_order_are_the_same_order() -> None:
    shop = make_shop()
    import_now(feed(order("A1", items=[item("Socks", CODE="", VARIANT_NAME="")])), shop)
    import_now(table("A1,2026-11-02 21:46:52,,,CZK,1369,,Boots,1,9"), shop, "csv")
    assert [each.name for each in Order.objects.get().items.all()] == ["Boots"]


HOSTILE = {
    "Windows-1250": (table(*ROWS).decode().replace("Łukasz", "Žofie").encode("cp1250"), "encoding"),
    "UTF-16": (table(*ROWS).decode().encode("utf-16"), "encoding"),
    "cut off within a row": (table(*ROWS)[:-20], "cut_off"),
    "cut off within quotes": (table(ROWS[0], 'A9,2026-11-03,"Nov')[:-1], "cut_off"),
    "empty": (b"", "empty"),
    "no header": (table(*ROWS[1:], header=ROWS[0]), "columns"),
    "a column twice": (table(*ROWS, header=HEADER.replace("email", "total")), "same_columns"),
    "zeros": (table(*ROWS) + b"\0\0", "table"),
    "a line without end": (table(*ROWS) + b"x" * 3_000_000, "table"),
    "a cell without end": (table(*ROWS) + b'"' + b"x\n" * 300_000, "table"),
    "text after a quote": (table('A1,2026-11-02,"a"b",,,1,,,,', ROWS[2]), "table"),
    "an XML feed": (feed(order()), "columns"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_table_ends_in_a_sentence_and_leaves_orders_as_they_were(name: str) -> None:
    content, failure = HOSTILE[name]
    shop = make_shop()
    import_now(table(*ROWS), shop, "csv")
    before = everything()
    done = import_now(content.replace(b"Jana", b"Changed"), shop, "csv")
    assert (done.state, done.failure) == (ImportState.FAILED, failure)
    assert "%(" not in str(done.failure_sentence)
    assert everything() == before


def test_every_documented_column_is_read() -> None:
    addresses = {f"{kind}_{part}" for kind in ("billing", "shipping") for part in csv_table.ADDRESS_PARTS}
    columns = [*csv_table.ORDER_NAMES.values(), *csv_table.ITEM_NAMES.values(), *sorted(addresses)]
    special = {
        "placed_at": "2026-11-02",
        "currency": "CZK",
        "language": "cs",
        "country": "cz",
        "item_type": "product",
        "order_url": "https://shop.example/7",
    }
    values = [special.get(column, "7") for column in columns]
    done = import_now(table(",".join(values), header=",".join(columns)), make_shop(), "csv")
    assert done.created == 1
    arrived = Order.objects.values().get()
    assert all(arrived[name] for name in csv_table.ORDER_NAMES)  # type: ignore[literal-required]
    assert arrived["billing_address"].keys() == arrived["shipping_address"].keys() == set(csv_table.ADDRESS_PARTS)
    arrived_item = Order.objects.get().items.values().get()
    assert all(arrived_item[name] for name in csv_table.ITEM_NAMES)  # type: ignore[literal-required]


def test_a_table_that_never_leaves_an_order_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endless = (f"A1,,,,,,,Laces {number},1,1" for number in range(csv_table.MOST_ROWS + 1))
    done = import_now(table(ROWS[0], *endless), make_shop(), "csv")
    assert (done.state, done.failure) == (ImportState.FAILED, "too_large_order")
    monkeypatch.setattr(csv_table, "LARGEST_ORDER", 100)
    assert import_now(table(*ROWS), make_shop("other"), "csv").failure == "too_large_order"
    assert not Order.objects.exists()
