"""The first rows of a list in its order, whatever the list is filtered by.

There are two ways to them: to walk along the index of the order until enough rows pass the filter, or to find all rows
of the filter and to sort them. PostgreSQL chooses by how many rows pass and takes these to lie evenly along the order,
and conditions to have nothing to do with each other. But what was closed today stands at the far end of the deadlines,
of a closed status none is open, and of "Jan Novak" there may be none among many Jans and Novaks: then a walk reads
nearly the whole table. No statistics of PostgreSQL know that. So unless one index has both the filter and the order,
both ways are tried in turn, each with a bound on the rows it reads that grows until one of them is through. That takes
at most a few times as long as the better one, without knowing which one that is.
"""

import re
import time
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Field, Func, Index, Lookup, Model, Q, QuerySet
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


SMALL = 2_000
"""Rows of a table that either way leads through at once."""
STATISTICS_AGE = 3600.0
"""Seconds after which a process asks anew how many rows a table has."""


class Way(Enum):
    """How the rows of a statement are come by, for conditions that are written accordingly (`going`)."""

    ANY = "as PostgreSQL chooses"
    WALK = "along the order"
    FIND = "by the filter"


_way: ContextVar[Way] = ContextVar("way", default=Way.ANY)


def way() -> Way:
    return _way.get()


@contextmanager
def going(chosen: Way) -> Iterator[None]:
    """Statements that are written in here go this way."""
    before = _way.set(chosen)
    try:
        yield
    finally:
        _way.reset(before)


class EachWay(Func):
    """One condition written in two ways: `walk` is cheap to ask of a row at hand, `find` names all rows by indexes."""

    output_field = BooleanField()

    def __init__(self, walk: Q, find: Q) -> None:
        super().__init__(walk, find)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        walk, find = self.source_expressions
        sql, parameters = compiler.compile(find if way() is Way.FIND else walk)
        return f"({sql})", parameters


def first_rows(rows: "QuerySet[Any, R]", terms: Terms, limit: int, beyond: Q | None = None) -> list[R]:
    """The first `limit` of `rows` in the order of `terms`, of those that are `beyond` a place in it."""
    ordered = (rows if beyond is None else rows.filter(beyond)).order_by(*terms)
    if not is_misleading(rows, terms):
        return list(ordered[:limit])
    there, keys = _race(ordered, terms, limit, beyond)
    return there if keys is None else _of_keys(ordered, keys, limit)


def number_of(rows: "QuerySet[Any, Any]", terms: Terms, most: int) -> int:
    """How many there are, or `most` + 1 for more than that."""
    if not is_misleading(rows, terms):
        return rows.order_by()[: most + 1].count()
    there, keys = _race(rows.order_by(*terms).values_list("pk", flat=True), terms, most + 1, None)
    return len(there if keys is None else keys)


def _race(ordered: "QuerySet[Any, R]", terms: Terms, limit: int, beyond: Q | None) -> tuple[list[R], list[Any] | None]:
    """The first rows where a walk met enough of them, else their keys."""
    keys, expected = None, None
    for walked, found, most in ROUNDS:
        with going(Way.WALK):
            there = list(_walking(ordered, terms, max(walked, PAGES * limit), beyond)[:limit])
        if len(there) == limit:
            return there, None
        expected = _expected(ordered) if expected is None else expected
        if most is None or expected <= most:
            with going(Way.FIND):
                keys = _finding(ordered, terms, limit, found and max(found, PAGES * limit))
        if keys is not None:
            break
    return [], keys or []


def is_misleading(rows: "QuerySet[Any, Any]", terms: Terms) -> bool:
    """May the rows that pass lie far along this order, for all that PostgreSQL knows?

    Not where an index has them together in this order, nor where there are few rows at all.
    """
    query, column = rows.query, _column(rows.model, terms[0])
    if query.combinator or query.distinct or query.group_by is not None or query.is_sliced or column is None:
        return False
    if any(_column(rows.model, term) is None for term in terms) or not _ways_along(rows.model, column):
        return False
    columns = [_column(rows.model, term) for term in terms]
    return not _is_served(rows.model, query.where, columns) and sizes(rows.model) >= SMALL


def _is_served(model: type[Model], where: Any, order: Sequence["Field[Any, Any] | None"]) -> bool:
    """Does one index have just the rows that pass, in this order?"""
    conditions = list(_conditions(where))
    asked = [one for one in conditions if not _is_of(order, one)]
    if not asked:
        return True
    pairs = {pair for one in asked if (pair := _pair(one))}
    if len(pairs) < len(asked) or len(list(_certain(where))) < len(conditions):
        return False
    return any(_serves(index, order[0], pairs) for index in model._meta.indexes)


def _serves(index: Index, column: Any, pairs: set[tuple[str, Any]]) -> bool:
    """Is each of these pairs what all rows of the index have, or what its columns before this one are asked for?"""
    names, shared = _names(index), _shared(index)
    if column.name not in names or not shared <= pairs:
        return False
    first = dict(pairs - shared)
    return sorted(first) == sorted(names[: names.index(column.name)]) and None not in first.values()


class Sizes:
    """How many rows tables have, as ANALYZE found; read once an hour."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, float]] = {}
        self._taken: float | None = None

    def __call__(self, model: type[Model]) -> float:
        if self._taken is not None:
            return self._taken
        size, until = self._known.get(model._meta.db_table, (0.0, 0.0))
        if time.monotonic() >= until:
            size = self._read(model._meta.db_table)
            self._known[model._meta.db_table] = size, time.monotonic() + STATISTICS_AGE
        return size

    @contextmanager
    def taken_for(self, size: float) -> Iterator[None]:
        """Believe that all tables have so many: for tests."""
        before, self._taken = self._taken, size
        try:
            yield
        finally:
            self._taken = before

    def _read(self, table: str) -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [f'"{table}"'])
            return float(cursor.fetchone()[0])


sizes = Sizes()


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
    return _names(index)[0]


def _names(index: Index) -> list[str]:
    """The columns of an index, nothing for what is computed."""
    if index.fields:
        return [name.removeprefix("-") for name in index.fields]
    return [str(getattr(getattr(one, "expression", one), "name", "")) for one in index.expressions]


def _shared(index: Index) -> frozenset[tuple[str, Any]]:
    """What all rows of the index have; of a condition that no pair says, a pair that nobody asks for."""
    condition = index.condition
    if condition is None:
        return frozenset()
    pairs = [child for child in condition.children if isinstance(child, tuple)]
    if condition.negated or not all(isinstance(value, Hashable) for _name, value in pairs):
        return frozenset({(str(condition), None)})
    return frozenset(pairs)


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
    with going(Way.WALK):
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


def _conditions(node: Any) -> Iterator[Any]:
    """Every condition of a filter, wherever it stands in it."""
    if isinstance(node, WhereNode):
        for child in node.children:
            yield from _conditions(child)
    else:
        yield node


def _certain(node: Any) -> Iterable[Any]:
    """Those that must hold for the whole to hold."""
    if not isinstance(node, WhereNode):
        return [node]
    if node.negated or (node.connector != AND and len(node.children) > 1):
        return []
    return [one for child in node.children for one in _certain(child)]


def _is_of(columns: Sequence[Any], condition: Any) -> bool:
    """Is it a lookup of one of these columns by a value?"""
    return isinstance(condition, Lookup) and isinstance(condition.lhs, Col) and condition.lhs.target in columns


def _pair(lookup: Any) -> tuple[str, Any] | None:
    """`("status", "open")` or `("closed_at", None)`, as conditions of indexes are written; None for all others."""
    if not isinstance(lookup, Lookup) or not isinstance(lookup.lhs, Col):
        return None
    name, value = lookup.lhs.target.name, lookup.rhs
    if isinstance(lookup, IsNull):
        return (name, None) if value is True else None
    if isinstance(lookup, In):
        value = next(iter(value)) if isinstance(value, list | tuple | set) and len(value) == 1 else None
    elif not isinstance(lookup, Exact):
        return None
    return (name, value) if isinstance(value, str | int) else None
