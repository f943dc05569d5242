"""The list as a file: tickets or products, CSV or workbook, for its reader only."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.test import Client

from amends.orders.tests.make import make_order
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket, TicketItem
from amends.tickets.tests.make import make_queue, make_ticket
from amends.web import spreadsheets, workbooks

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)


@pytest.fixture
def door(client: Client) -> Client:
    client.force_login(make_user(time_zone="Asia/Tokyo"))
    return client


def sheet(client: Client, address: str) -> list[tuple[Any, ...]]:
    """The rows of a workbook, read by a program that is not the one that wrote it."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == workbooks.CONTENT_TYPE
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()), read_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


def with_products(*products: tuple[str, str, int], **kept: Any) -> Ticket:
    ticket = make_ticket(**kept)
    for name, code, quantity in products:
        TicketItem.objects.create(ticket=ticket, name=name, code=code, quantity=quantity, unit_price=Decimal("99.5"))
    return ticket


def test_a_workbook_has_the_rows_of_the_list_with_times_of_its_reader(door: Client):
    late, other = make_ticket(due_at=DUE, subject="Zip"), make_ticket()
    rows = sheet(door, "/tickets.xlsx?columns=number,subject,due,status&sort=due")
    assert rows[0] == ("Number", "Subject", "Deadline", "Status")
    assert rows[1] == (late.number, "Zip", DUE.astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None), "New")
    assert rows[2][0] == other.number


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+cmd|'/C calc'!A0", "http://evil.test/", "007", "\x0bx\ufffe", "🙂"]
)
def test_no_cell_of_a_workbook_is_a_formula_a_link_or_broken(door: Client, text: str):
    make_ticket(subject=text)
    answer = door.get("/tickets.xlsx?columns=subject")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value == text.replace("\x0b", "").replace("\ufffe", "")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_products_leave_one_a_row_with_the_columns_of_their_ticket(
    door: Client, kind: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(spreadsheets, "CHUNK", 2)
    first = with_products(("Tent", "T-1", 2), ("Peg", "P-9", 8))
    make_ticket()
    second = with_products(("=Lamp", "L", 1))
    address = f"/ticket-products.{kind}?columns=number&sort=created"
    if kind == "xlsx":
        rows = sheet(door, address)
        assert rows[0][:4] == ("Number", "Product", "Product code", "Quantity")
        assert [row[:4] for row in rows[1:]] == [
            (first.number, "Tent", "T-1", 2),
            (first.number, "Peg", "P-9", 8),
            (second.number, "=Lamp", "L", 1),
        ]
        assert rows[1][5] == 99.5
    else:
        lines = door.get(address).getvalue().decode("utf-8-sig").splitlines()
        assert [line.split(",")[:3] for line in lines[1:]] == [
            [first.number, "Tent", "T-1"],
            [first.number, "Peg", "P-9"],
            [second.number, "'=Lamp", "L"],
        ]


@pytest.mark.parametrize("name", ["tickets.csv", "tickets.xlsx", "ticket-products.csv", "ticket-products.xlsx"])
def test_nothing_out_of_sight_leaves(client: Client, name: str):
    hidden = with_products(("Secret tent", "S", 1), queue=make_queue("hidden"), subject="Hidden zip")
    client.force_login(make_user(Role.LIMITED))
    answer = client.get(f"/{name}?scope=all")
    assert answer.status_code == 200
    if name.endswith("csv"):
        text = answer.getvalue().decode()
    else:
        text = str(list(openpyxl.load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].values))
    assert hidden.number not in text
    assert "Secret" not in text


@pytest.mark.parametrize("name", ["tickets.xlsx", "ticket-products.csv", "ticket-products.xlsx"])
def test_with_a_condition_that_is_not_understood_nothing_leaves(door: Client, name: str):
    make_ticket()
    assert door.get(f"/{name}?f=status~is~nonsense").status_code == 409


def test_more_rows_than_a_workbook_takes_are_refused_before_it_is_sent(door: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbooks, "MOST", 2)
    for _number in range(3):
        make_ticket()
    answer = door.get("/tickets.xlsx?scope=all")
    assert answer.status_code == 422
    assert "at most 2 rows" in answer.text
    assert door.get("/tickets.csv?scope=all").status_code == 200


def test_products_need_the_same_number_of_queries_for_any_number_of_tickets(door: Client):
    from amends.kit.testing import queries_of

    def asked(count: int) -> int:
        for _number in range(count):
            with_products(("Tent", "T", 1), order_code=make_order().code)
        return len(queries_of(lambda: door.get("/ticket-products.csv").getvalue()))

    asked(1)
    assert asked(3) == asked(30)
