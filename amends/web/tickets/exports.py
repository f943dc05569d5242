"""The list of tickets as a file: its tickets, or the products that they are about, as CSV or as a workbook."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.tickets.catalogue import custom
from amends.tickets.custom import said
from amends.tickets.models import Scope, TicketItem
from amends.tickets.queries import products_of
from amends.vocabulary.plain import Row
from amends.web.guards import SignedInRequest, signed_in
from amends.web.spreadsheets import CellsOf, FieldTable, Table, as_csv
from amends.web.tickets.lists import TicketList
from amends.web.workbooks import as_workbook

AS = {"csv": as_csv, "xlsx": as_workbook}


class ProductTable:
    """The products of the tickets of a list, each in a row with the columns of its ticket."""

    def __init__(self, tickets: FieldTable) -> None:
        self._tickets = tickets
        self._fields = [one for one in custom().fields.values() if one.scope == Scope.PRODUCT]

    @property
    def titles(self) -> list[Any]:
        own = [_("Product"), _("Product code"), _("Quantity"), _("Ordered"), _("Price"), _("Reason")]
        return [*self._tickets.titles, *own, *(one.name for one in self._fields)]

    def chunks(self, *, typed: bool = False) -> Iterator[list[list[Any]]]:
        for tickets, cells in self._tickets.pages(["pk"], typed=typed):
            yield list(self._rows(tickets, cells))

    def _rows(self, tickets: Sequence[Row], cells: CellsOf) -> Iterator[list[Any]]:
        products = products_of(row["pk"] for row in tickets)
        for row in tickets:
            for item in products.get(row["pk"], []):
                yield [*cells(row), *self._told(item)]

    def _told(self, item: TicketItem) -> list[Any]:
        own = [item.name, item.code, item.quantity, item.ordered_quantity, item.unit_price, item.reason]
        kept = item.custom
        return [*own, *(said(one, kept[one.code]) if one.code in kept else "" for one in self._fields)]


def _export(name: str, kind: str, table_of: Callable[[FieldTable], Table]) -> Callable[..., HttpResponseBase]:
    @require_safe
    @signed_in
    def export(request: SignedInRequest) -> StreamingHttpResponse:
        """The whole list, not only the page on the screen."""
        asked = TicketList(request)
        tickets = FieldTable(asked.exported, asked.to_act_on(), asked.order, request.user)
        return AS[kind](f"{name}.{kind}", table_of(tickets), request.user)

    return export


tickets_csv = _export("tickets", "csv", lambda tickets: tickets)
tickets_xlsx = _export("tickets", "xlsx", lambda tickets: tickets)
products_csv = _export("products", "csv", ProductTable)
products_xlsx = _export("products", "xlsx", ProductTable)
