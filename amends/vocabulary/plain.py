"""Fields as plain values: what lists, exports and the API read, without an object for each row.

rows = plain(tickets, fields, also=["id"], user=reader)  # .values(): a dictionary for each row
words = Words(fields); words.look_up(rows)         # one query per chooser, however many rows
words.of(field, row[key_of(field)])                # "High", "21 Nov 2026 10:30", "vip, fragile"
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Model, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.kit.deadlines import day_of
from amends.vocabulary.choosers import chooser
from amends.vocabulary.fields import Field

Row = Mapping[str, Any]


def key_of(field: Field) -> str:
    """Under which name a row of `plain` has the field's value."""
    return f"field_{field.code}" if _is_computed(field) else field.column


def _is_computed(field: Field) -> bool:
    return bool(field.exists) or field.expression is not None or field.seen is not None


def plain(
    rows: QuerySet[Model], fields: Iterable[Field], also: Iterable[str] = (), *, user: Any
) -> "QuerySet[Any, dict[str, Any]]":
    """`rows` as dictionaries with the value of each field and the columns `also`, in one query.

    What `user` may not know of a row is None.
    """
    columns, computed = dict.fromkeys(also), {}
    for field in fields:
        if _is_computed(field):
            computed[key_of(field)] = where_seen(_expression(field), field.sight_of(user))
        else:
            columns[field.column] = None
        if field.all_day:
            columns[field.all_day] = None
    return rows.annotate(**computed).values(*columns, *computed)


def _expression(field: Field) -> Any:
    if field.exists:
        return ArraySubquery(field.exists().order_by(field.column).values(field.column))
    return F(field.column) if field.expression is None else field.expression


def where_seen(expression: Any, seen: Q) -> Any:
    """The value where the condition holds, null elsewhere."""
    return Case(When(seen, then=expression)) if seen else expression


class Words:
    """Values of fields in words, in the reader's language and time zone."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = {field.code: field for field in fields}
        self._labels: dict[str, dict[str, str]] = {field.chooser: {} for field in fields if field.chooser}

    def look_up(self, rows: Iterable[Row]) -> None:
        """Read what the chosen things of these rows are called, unless it is known already."""
        wanted: dict[str, set[str]] = {}
        for field in self._fields.values():
            if not field.chooser:
                continue
            key, known = key_of(field), self._labels[field.chooser]
            for row in rows:
                value = row[key]
                if value is not None:
                    wanted.setdefault(field.chooser, set()).update(_missing(value, known))
        for code, values in wanted.items():
            if values:
                names = chooser(code).names(sorted(values))
                self._labels[code].update({value: str(names.get(value, value)) for value in values})

    def say(self, code: str, row: Row) -> str:
        """`of` for one of the fields by its code."""
        return self.of(self._fields[code], row)

    def of(self, field: Field, row: Row) -> str:
        """What a person reads; "" for no value."""
        value = row[key_of(field)]
        if value is None:
            return ""
        if field.chooser:
            return self._chosen(field.chooser, value)
        if field.all_day and row[field.all_day]:
            return day_of(value).isoformat()
        write = _WRITTEN.get(field.type.code, str)
        return ", ".join(map(write, value)) if field.exists else write(value)

    def cell(self, field: Field, row: Row) -> Any:
        """What a workbook keeps: numbers and days as such, moments on the reader's clock, the rest in words."""
        value = row[key_of(field)]
        if value is None or field.chooser or field.exists or field.type.code not in _KEPT:
            return self.of(field, row)
        if field.all_day and row[field.all_day]:
            return day_of(value)
        return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value

    def _chosen(self, code: str, value: Any) -> str:
        known = self._labels[code]
        if isinstance(value, list | tuple):
            return ", ".join(known.get(str(one), str(one)) for one in value)
        return known.get(str(value), str(value))


def _missing(value: Any, known: Mapping[str, str]) -> list[str]:
    values = map(str, value) if isinstance(value, list | tuple) else (str(value),)
    return [one for one in values if one not in known]


def _moment(value: datetime) -> str:
    """As spreadsheets read it, to the minute, in the reader's time zone."""
    local = timezone.localtime(value)
    return f"{local.date().isoformat()} {local.hour:02d}:{local.minute:02d}"


def _day(value: date) -> str:
    return value.isoformat()


def _number(value: Decimal | int) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _flag(value: bool) -> str:
    return _("yes") if value else _("no")


_KEPT = {"moment", "day", "number", "money"}
"""Types whose values a workbook calculates with."""
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "moment": _moment,
    "day": _day,
    "number": _number,
    "money": _number,
    "flag": _flag,
}
