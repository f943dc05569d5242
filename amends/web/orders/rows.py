"""One order as a row of the list."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from amends.kit.markup import markup
from amends.orders.models import Order
from amends.people.models import User
from amends.vocabulary.plain import Row, Words, plain
from amends.web.columns import Cell, Column, Sight, cells
from amends.web.templatetags import values

_column = partial(Column.of, "order")


def usual_columns() -> list[Column]:
    return [
        _column("code", _code, "c-num", needs=("shop__code",), label=gettext_lazy("Number")),
        _column("customer", _clipped("customer_name"), "c-cust", label=gettext_lazy("Customer")),
        _column("email", _clipped("email", "ink-2"), "c-mail"),
        _column("placed", lambda row, sight: values.at(row["placed_at"], "day"), "c-day"),
        _column("carrier", _clipped("carrier", "ink-2"), "c-carr"),
        _column("shop", _shop, "c-shop"),
        _column("total", _total, "c-sum r num", needs=("currency",), label=gettext_lazy("Total")),
    ]


def read(
    orders: QuerySet[Order], columns: Sequence[Column], order: Iterable[str], user: User
) -> QuerySet[Any, dict[str, Any]]:
    """The orders as plain values, with all that these columns show and what they are put in order by."""
    needs = {"id", *(term.removeprefix("-") for term in order), *(name for one in columns for name in one.needs)}
    return plain(orders, [column.field for column in columns], also=sorted(needs), user=user)


def body(rows: Sequence[Row], columns: Sequence[Column]) -> SafeString:
    """All rows of a page."""
    words = Words([column.field for column in columns])
    words.look_up(rows)
    sight = Sight(words)
    written = "".join(f"<tr data-row>{cells(row, columns, sight)}</tr>" for row in rows)
    return mark_safe(written)  # noqa: S308 - each cell was escaped


def _code(row: Row, sight: Sight) -> SafeString:
    address = reverse("orders:order", args=[row["shop__code"], row["code"]])
    return markup('<a class="plain strong" href="{}" data-open>{}</a>', address, row["code"])


def _clipped(name: str, ink: str = "") -> Cell:
    css = f"clip {ink}".strip()
    return lambda row, sight: markup('<span class="{0}" title="{1}">{1}</span>', css, row[name])


def _shop(row: Row, sight: Sight) -> SafeString:
    return markup('<span class="ink-2">{}</span>', sight.words.say("shop", row))


def _total(row: Row, sight: Sight) -> str:
    return values.money(row["total"], row["currency"])
