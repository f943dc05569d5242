"""Pages of a list by key, not by number: a page begins after a row, so rows that arrive meanwhile move nothing.

    page = keyset(queryset, order=("due_at", "id"), after=request.GET.get("after"), before=request.GET.get("before"))
    page.rows, page.earlier, page.later

Rows without a value (null) come last, whatever the direction; the last part of the order must be unique. Cursors are
opaque and signed: what comes back is what was given out, for the same order.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from amends.kit.racing import Trail, first_rows, number_of
from amends.kit.refusals import Refused

R = TypeVar("R")
"""A row: a model, or the dictionary that `.values()` makes of one."""
SALT = "amends.kit.paging"
LARGEST = 1000
"""Rows that one page may have."""


class CursorRefused(Refused):
    """The cursor was not given out by this list, or not in this order."""

    code = "bad_cursor"


@dataclass(frozen=True)
class Page(Generic[R]):
    """`earlier` and `later` are cursors for `before=` and `after=`; None where the list ends."""

    rows: list[R]
    earlier: str | None
    later: str | None
    trail: Trail | None = field(default=None, compare=False, repr=False)
    """For `number_in`, of a list that is all in one order."""

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class _Key:
    """One part of the order: a path to a column, its direction, and whether it can be null."""

    path: str
    descending: bool
    nullable: bool

    @classmethod
    def of(cls, term: str, rows: "QuerySet[Any, Any]") -> "_Key":
        """What was computed for the list may be null, for all that is known."""
        path = term.removeprefix("-")
        computed = path in rows.query.annotations
        return cls(path, term.startswith("-"), computed or _nullable(rows.model, path))

    def ordering(self, *, backwards: bool) -> Any:
        """Nulls come last read forwards, so first read backwards. Other columns are left to plain indexes."""
        column = F(self.path)
        if not self.nullable:
            return column.desc() if self.descending != backwards else column.asc()
        if self.descending != backwards:
            return column.desc(nulls_first=True) if backwards else column.desc(nulls_last=True)
        return column.asc(nulls_first=True) if backwards else column.asc(nulls_last=True)

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Rows past `value` in reading direction by this part alone; None when there are none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backwards else None
        past = Q(**{f"{self.path}__{'lt' if self.descending != backwards else 'gt'}": value})
        return past | Q(**{f"{self.path}__isnull": True}) if self.nullable and not backwards else past

    def bound(self, value: Any, *, backwards: bool) -> Q:
        """`beyond` or same, by this part alone: redundant, but it is where an index can begin to read."""
        if value is None or (self.nullable and not backwards):
            return Q()
        return Q(**{f"{self.path}__{'lte' if self.descending != backwards else 'gte'}": value})


@dataclass(frozen=True)
class Part(Generic[R]):
    """A stretch of a list, in an order that no other part of it has."""

    rows: "QuerySet[Any, R]"
    order: Sequence[str] = ("-id",)
    trail: Trail | None = None


def keyset(
    queryset: "QuerySet[Any, R]",
    order: Sequence[str] = ("-id",),
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = 50,
) -> Page[R]:
    """The page after or before a cursor, or the first one. Raises CursorRefused.

    One query; `order` names columns (over foreign keys to one, too), `-` for descending. Rows of `.values()` must have
    these columns.
    """
    trail = Trail()
    return replace(keyset_in_turn([Part(queryset, order, trail)], after=after, before=before, size=size), trail=trail)


def keyset_in_turn(
    parts: Sequence[Part[R]], *, after: str | None = None, before: str | None = None, size: int = 50
) -> Page[R]:
    """The same of a list whose parts follow one another.

    Each is read along an index of its own, by one query, when the page reaches into it; an order across all of them
    would have to sort everything for every page.
    """
    backwards = bool(before) and not after
    cursor = before if backwards else after
    size = max(1, min(size, LARGEST))
    found: list[tuple[R, Sequence[str]]] = []
    for part, values in _from(cursor, parts[::-1] if backwards else parts):
        found += [(row, part.order) for row in _read(part, values, size + 1 - len(found), backwards=backwards)]
        if len(found) > size:
            break
    more = len(found) > size
    found = found[:size][::-1] if backwards else found[:size]
    return _page(found, has_earlier=more if backwards else bool(cursor), has_later=backwards or more)


def number_in(queryset: "QuerySet[Any, Any]", order: Sequence[str], most: int, *, trail: Trail | None = None) -> int:
    """How many rows all pages in this order have, or `most` + 1 for more than that; `trail` is that of a page.

    For few at most: rows are looked at in the order of the pages.
    """
    terms = [_Key.of(term, queryset).ordering(backwards=False) for term in order]
    return number_of(queryset, terms, most, trail)


def _from(cursor: str | None, parts: Sequence[Part[R]]) -> Iterator[tuple[Part[R], list[Any] | None]]:
    """The parts from that of the cursor on, which is read from there, in reading direction."""
    given_order, values = _open(cursor) if cursor else (None, None)
    orders = [list(part.order) for part in parts]
    if cursor and given_order not in orders:
        raise CursorRefused(_NOT_FOUND)
    begin = orders.index(given_order) if given_order else 0
    for part in parts[begin:]:
        yield part, values
        values = None


def _read(part: Part[R], cursor: list[Any] | None, limit: int, *, backwards: bool) -> list[R]:
    keys = [_Key.of(term, part.rows) for term in part.order]
    terms = [key.ordering(backwards=backwards) for key in keys]
    return first_rows(part.rows, terms, limit, _beyond(keys, cursor, backwards) if cursor else None, part.trail)


def _page(found: list[tuple[R, Sequence[str]]], *, has_earlier: bool, has_later: bool) -> Page[R]:
    rows = [row for row, _order in found]
    if not rows:
        return Page(rows, None, None)
    return Page(rows, cursor_of(*found[0]) if has_earlier else None, cursor_of(*found[-1]) if has_later else None)


def _beyond(keys: list[_Key], values: list[Any], backwards: bool) -> Q:
    """`(a, b, c)` past the cursor: a past, or a same and b past, or both same and c past."""
    condition, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        past = key.beyond(value, backwards=backwards)
        if past is not None:
            condition |= same & past
        same &= key.same(value)
    return condition & keys[0].bound(values[0], backwards=backwards)


def _nullable(model: type[Model], path: str) -> bool:
    """Can the column at the end of the path be null, or anything on the way?"""
    nullable, at = False, model
    for name in path.split("__"):
        field: Any = at._meta.pk if name == "pk" else at._meta.get_field(name)
        nullable = nullable or bool(field.null)
        at = field.related_model or at
    return nullable


def cursor_of(row: Any, order: Sequence[str]) -> str:
    """The cursor that stands at `row`."""
    values = [_tagged(_value(row, term.removeprefix("-"))) for term in order]
    return signing.Signer(salt=SALT).sign_object([list(order), values], serializer=_Json)


def _value(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = None if row is None else getattr(row, name)
    return row


_NOT_FOUND = _("This page of the list can’t be found. Begin at the first page.")


def _open(cursor: str) -> tuple[list[str], list[Any]]:
    """The order for which it was given out, and the values of its row."""
    try:
        given_order, values = signing.Signer(salt=SALT).unsign_object(cursor, serializer=_Json)
        return given_order, [_untagged(value) for value in values]
    except (signing.BadSignature, ValueError, TypeError, UnicodeError) as error:
        raise CursorRefused(_NOT_FOUND) from error


_KINDS: dict[str, Callable[[str], Any]] = {
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "u": UUID,
}


def _tagged(value: Any) -> Any:
    """JSON with microseconds kept: a moment cut to milliseconds would lose or repeat rows."""
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal | UUID):
        return {"n" if isinstance(value, Decimal) else "u": str(value)}
    return value


def _untagged(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return _KINDS[kind](text)


class _Json:
    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":"), cls=DjangoJSONEncoder).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)
