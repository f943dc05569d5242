"""The first rows of a list in its order, whatever the list is filtered by.

There are two ways to them: to walk along the index of the order until enough rows pass the filter, or to find all rows
of the filter and to sort them. PostgreSQL chooses by how many rows pass and takes these to lie evenly along the order.
Moments don't: what was closed today stands at the far end of the deadlines, and a walk from the other end reads nearly
the whole table. No statistics of PostgreSQL know that. So where a list is filtered by another moment than the one it
is sorted by, both ways are tried in turn, each with a bound on the rows it reads that grows until one of them is
through. That takes at most a few times as long as the better one, without knowing which one that is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, F, Field, Index, Lookup, Model, Q, QuerySet
from django.db.models.expressions import Col, OrderBy
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql.datastructures import BaseTable
from django.db.models.sql.where import AND, WhereNode

R = TypeVar("R")
Terms = Sequence[OrderBy]
"""What rows are put in order by: columns, the last of them unique."""
ROUNDS = ((1_000, 4_000, 32_000), (8_000, 32_000, 128_000), (64_000, None, None))
"""Rows that are walked, then rows that are found; these not where PostgreSQL expects more than the last number, since
an index of very many is read before the first row comes. At last all are found: a walk may read the whole table."""
PAGES = 20
"""So many times the rows asked for are walked, and found, at least: exports ask for a thousand at once."""


def first_rows(rows: "QuerySet[Any, R]", terms: Terms, limit: int, beyond: Q | None = None) -> list[R]:
    """The first `limit` of `rows` in the order of `terms`, of those that are `beyond` a place in it."""
    ordered = (rows if beyond is None else rows.filter(beyond)).order_by(*terms)
    if not is_misleading(rows, terms):
        return list(ordered[:limit])
    keys, expected = None, None
    for walked, found, most in ROUNDS:
        there = list(_walking(ordered, terms, max(walked, PAGES * limit), beyond)[:limit])
        if len(there) == limit:
            return there
        expected = _expected(ordered) if expected is None else expected
        if most is None or expected <= most:
            keys = _finding(ordered, terms, limit, found and max(found, PAGES * limit))
        if keys is not None:
            break
    return _of_keys(ordered, keys or [], limit)


def is_misleading(rows: "QuerySet[Any, Any]", terms: Terms) -> bool:
    """Is a list of these rows asked for by a moment, or by the want of one, that is not what it is sorted by?"""
    query, column = rows.query, _column(rows.model, terms[0])
    if query.combinator or query.distinct or query.group_by is not None or query.is_sliced or column is None:
        return False
    if any(_column(rows.model, term) is None for term in terms) or not _ways_along(rows.model, column):
        return False
    known = {pair for pairs in _ways_along(rows.model, column) for pair in pairs}
    return any(
        _is_of_moment(one) and one.lhs.target is not column and _pair(one) not in known for one in _lookups(query.where)
    )


# --- Walking ----------------------------------------------------------------------------------------------------------


class _Stretch(BaseTable):
    """Some rows of the table under its own name."""

    def __init__(self, table_name: str, alias: str, rows: "QuerySet[Any]") -> None:
        super().__init__(table_name, alias)
        self.rows = rows

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, parameters = self.rows.query.get_compiler(connection=connection).as_sql()
        return f"({sql}) {connection.ops.quote_name(self.table_alias)}", list(parameters)


def _walking(ordered: "QuerySet[Any, R]", terms: Terms, budget: int, beyond: Q | None) -> "QuerySet[Any, R]":
    """Those among the first `budget` rows of the order, filter aside."""
    model = ordered.model
    column = _column(model, terms[0])
    assert column is not None
    sure = set(filter(None, map(_pair, _certain(ordered.query.where))))
    along = max((pairs for pairs in _ways_along(model, column) if pairs <= sure), key=len, default=frozenset())
    stretch = model._base_manager.filter(beyond or Q(), **dict(along)).order_by(*terms)[:budget]
    walking = ordered.all()
    alias = walking.query.get_initial_alias()
    walking.query.alias_map[alias] = _Stretch(model._meta.db_table, alias, stretch)
    return walking


def _ways_along(model: type[Model], column: Any) -> list[frozenset[tuple[str, Any]]]:
    """What the indexes that begin with this column have their rows in common: {("closed_at", None)}, or nothing."""
    whole = [frozenset[tuple[str, Any]]()] if column.unique or column.db_index else []
    return [*whole, *(_shared(index) for index in model._meta.indexes if _leading(index) == column.name)]


def _leading(index: Index) -> str:
    if index.fields:
        return index.fields[0].removeprefix("-")
    first: Any = index.expressions[0]
    return str(getattr(getattr(first, "expression", first), "name", ""))


def _shared(index: Index) -> frozenset[tuple[str, Any]]:
    children = index.condition.children if index.condition is not None else []
    return frozenset(child for child in children if isinstance(child, tuple))


# --- Finding ----------------------------------------------------------------------------------------------------------


def _finding(ordered: "QuerySet[Any, Any]", terms: Terms, limit: int, budget: int | None) -> list[Any] | None:
    """The keys of the first `limit` rows; None when the filter lets through more than `budget`.

    Materialised, so that PostgreSQL plans to read all of them and not to come across the first few.
    """
    names = [_name(term) for term in terms]
    try:
        sql, parameters = ordered.order_by().values_list("pk", *names).query.sql_with_params()
    except EmptyResultSet:
        return []
    columns = ", ".join(f"c{place}" for place in range(len(names)))
    order = ", ".join(f"c{place} {_direction(term)}" for place, term in enumerate(terms))
    few = f"SELECT * FROM passing{'' if budget is None else f' LIMIT {budget + 1}'}"  # noqa: S608 - a number
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH passing (k, {columns}) AS MATERIALIZED ({sql}), few AS MATERIALIZED ({few})"  # noqa: S608 - Django's
            f" SELECT k, (SELECT count(*) FROM few) FROM few ORDER BY {order} LIMIT {limit}",
            parameters,
        )
        found = cursor.fetchall()
    return None if budget is not None and found and found[0][1] > budget else [key for key, _count in found]


def _expected(ordered: "QuerySet[Any, Any]") -> int:
    """How many rows PostgreSQL expects to pass the filter."""
    try:
        sql, parameters = ordered.order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", parameters)
        [(top,), *_below] = cursor.fetchall()
    said = re.search(r" rows=(\d+)", top)
    return int(said[1]) if said else 0


def _of_keys(ordered: "QuerySet[Any, R]", keys: list[Any], limit: int) -> list[R]:
    rows = list(ordered.filter(pk__in=keys)) if keys else []
    gone_meanwhile = len(rows) < len(keys)
    return list(ordered[:limit]) if gone_meanwhile else rows


def _direction(term: OrderBy) -> str:
    nulls = " NULLS FIRST" if term.nulls_first else " NULLS LAST" if term.nulls_last else ""
    return ("DESC" if term.descending else "ASC") + nulls


# --- What a filter asks -----------------------------------------------------------------------------------------------


def _name(term: OrderBy) -> str:
    return str(getattr(term.expression, "name", "")) if isinstance(term.expression, F) else ""


def _column(model: type[Model], term: OrderBy) -> "Field[Any, Any] | None":
    """The model's own column that stands in the order, None for anything else."""
    own = {name: one for one in model._meta.concrete_fields for name in (one.name, one.attname)}
    return model._meta.pk if _name(term) == "pk" else own.get(_name(term))


def _lookups(node: Any) -> Iterator["Lookup[Any]"]:
    if isinstance(node, WhereNode):
        for child in node.children:
            yield from _lookups(child)
    elif isinstance(node, Lookup):
        yield node


def _certain(node: Any) -> Iterable["Lookup[Any]"]:
    """Those that must hold for the whole to hold."""
    if isinstance(node, Lookup):
        return [node]
    if not isinstance(node, WhereNode) or node.negated or (node.connector != AND and len(node.children) > 1):
        return []
    return [one for child in node.children for one in _certain(child)]


def _is_of_moment(lookup: "Lookup[Any]") -> bool:
    return isinstance(lookup.lhs, Col) and isinstance(lookup.lhs.target, DateField)


def _pair(lookup: "Lookup[Any]") -> tuple[str, Any] | None:
    """`("status", "open")` or `("closed_at", None)`, as conditions of indexes are written; None for other lookups."""
    if not isinstance(lookup.lhs, Col):
        return None
    name, value = lookup.lhs.target.name, lookup.rhs
    if isinstance(lookup, IsNull):
        return (name, None) if value is True else None
    if isinstance(lookup, In):
        value = next(iter(value)) if isinstance(value, list | tuple | set) and len(value) == 1 else None
    elif not isinstance(lookup, Exact):
        return None
    return (name, value) if isinstance(value, str | int) else None
