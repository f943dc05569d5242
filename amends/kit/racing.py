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
from dataclasses import dataclass, replace
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
ROUNDS = ((1_000, 4_000, 8_000), (8_000, 32_000, 64_000), (64_000, None, None))
"""Rows that are walked, then rows that are found: at least so many, or twice as many as PostgreSQL expects; none where
it expects more than the last number, as many as the next walk reads. An index of very many, or a table that is joined,
is read before the first row comes. At last all are found: a walk may read the whole table."""
PAGES = 20
"""So many times the rows asked for are walked, and found, at least: exports ask for a thousand at once."""
DEAR = 8
"""What a row costs that is found by a text, in walked ones: it is fetched from anywhere, and its text is folded."""
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
    """One condition written in two ways: `walk` is cheap to ask of a row at hand, `find` names all rows by indexes;
    `usual` is for statements that PostgreSQL plans as it chooses."""

    output_field = BooleanField()

    def __init__(self, walk: Q, find: Q, usual: Way = Way.WALK) -> None:
        super().__init__(walk, find)
        self.usual = usual

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        walk, find = self.source_expressions
        chosen = self.usual if way() is Way.ANY else way()
        sql, parameters = compiler.compile(find if chosen is Way.FIND else walk)
        return f"({sql})", parameters


@dataclass
class Trail:
    """What the first rows of a list told of it, for who asks how many there are: not everything is asked anew."""

    round: int = 0
    """The first round that may lead to them."""
    number: int | None = None
    """How many there are, where all of them had to be found."""


def first_rows(
    rows: "QuerySet[Any, R]", terms: Terms, limit: int, beyond: Q | None = None, trail: Trail | None = None
) -> list[R]:
    """The first `limit` of `rows` in the order of `terms`, of those that are `beyond` a place in it."""
    ordered = (rows if beyond is None else rows.filter(beyond)).order_by(*terms)
    if not is_misleading(rows, terms):
        return list(ordered[:limit])
    there, keys = _race(ordered, terms, limit, beyond, trail or Trail())
    return there if keys is None else _of_keys(ordered, keys, limit)


def number_of(rows: "QuerySet[Any, Any]", terms: Terms, most: int, trail: Trail | None = None) -> int:
    """How many there are, or `most` + 1 for more than that."""
    if trail is not None and trail.number is not None:
        return min(trail.number, most + 1)
    if not is_misleading(rows, terms):
        return rows.order_by()[: most + 1].count()
    there, keys = _race(rows.order_by(*terms).values_list("pk", flat=True), terms, most + 1, None, trail or Trail())
    return len(there if keys is None else keys)


def _race(
    ordered: "QuerySet[Any, R]", terms: Terms, limit: int, beyond: Q | None, trail: Trail
) -> tuple[list[R], list[Any] | None]:
    """The first rows where a walk met enough of them, or came to its end, else their keys."""
    keys, expected, path = None, None, _path(ordered, terms)
    for walked, found, most in _rounds_for(ordered)[trail.round :]:
        stretch = path.first(terms, max(walked, PAGES * limit), beyond)
        with going(Way.WALK):
            there = list(_walking(ordered, stretch)[:limit])
        if len(there) == limit or (path.is_short and _is_over(stretch)):
            return there, None
        expected = _expected(ordered) if expected is None else expected
        if most is None or expected <= most:
            with going(Way.FIND):
                keys, number = _finding(ordered, terms, limit, found and max(found, PAGES * limit, 2 * expected))
            trail.number = number if beyond is None else None
        if keys is not None:
            break
        trail.round = min(trail.round + 1, len(ROUNDS) - 1)
    return [], keys or []


def _rounds_for(rows: "QuerySet[Any, Any]") -> Sequence[tuple[int, int | None, int | None]]:
    """Whoever finds by texts leaves earlier: of a frequent word that no new row has, walking on meets the rows."""
    conditions = _conditions(rows.query.where)
    if not any(isinstance(one, Func) or isinstance(getattr(one, "lhs", None), Func) for one in conditions):
        return ROUNDS
    return [(walked, found and found // DEAR, found and found // DEAR // 2) for walked, found, _most in ROUNDS]


def is_misleading(rows: "QuerySet[Any, Any]", terms: Terms) -> bool:
    """May the rows that pass lie far along this order, for all that PostgreSQL knows?

    Not where an index has them together in this order, nor where there are few rows at all.
    """
    query, column = rows.query, _column(rows.model, terms[0])
    if query.combinator or query.distinct or query.group_by is not None or query.is_sliced or column is None:
        return False
    if any(_column(rows.model, term) is None for term in terms) or not any(_paths(rows.model, column)):
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
    if not all(map(_pair, asked)) or len(list(_certain(where))) < len(conditions):
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


def _walking(ordered: "QuerySet[Any, R]", stretch: "QuerySet[Any]") -> "QuerySet[Any, R]":
    """Those among the rows of a stretch."""
    walking = ordered.all()
    alias = walking.query.get_initial_alias()
    walking.query.alias_map[alias] = _Stretch(ordered.model._meta.db_table, alias, stretch)
    return walking


@dataclass(frozen=True)
class _Path:
    """An index in whose order a list is, and what of the filter it knows without looking at a row."""

    model: type[Model]
    alike: frozenset[tuple[str, Any]] = frozenset()
    """What its rows have in common: {("closed_at", None)}, or nothing."""
    begin: frozenset[tuple[str, Any]] = frozenset()
    """What the columns before the order's are asked for: {("status", 3)}."""
    names: tuple[str, ...] = ()
    asked: tuple[Any, ...] = ()
    """Conditions of the filter on the index's other columns: where the walk begins and ends."""

    @property
    def is_short(self) -> bool:
        """May it be walked to its end?"""
        return bool(self.begin or self.asked)

    def first(self, terms: Terms, budget: int, beyond: Q | None) -> "QuerySet[Any]":
        """The first rows of it, the rest of the filter aside."""
        stretch = self.model._base_manager.filter(beyond or Q(), **dict(self.alike | self.begin)).order_by(*terms)
        stretch.query.get_initial_alias()
        for condition in self.asked:
            stretch.query.where.add(condition, AND)
        return stretch[:budget]


def _path(ordered: "QuerySet[Any, Any]", terms: Terms) -> _Path:
    """The one that leads past the fewest rows, as far as the filter tells."""
    model, certain = ordered.model, [one for one in _certain(ordered.query.where) if _is_of_model(ordered.model, one)]
    column = _column(model, terms[0])
    assert column is not None
    sure = set(filter(None, map(_pair, certain)))
    paths = [one for one in _paths(model, column, sure) if one.alike <= sure]
    best = max(paths, key=lambda one: (len(one.begin), len(one.alike)), default=_Path(model))
    own = [model._meta.get_field(name) for name in best.names if name and name not in dict(best.begin)]
    asked = [one for one in certain if _is_of(own, one) and _is_plain(one.rhs) and _pair(one) not in best.alike]
    return replace(best, asked=tuple(asked))


def _paths(model: type[Model], column: Any, sure: Iterable[tuple[str, Any]] = ()) -> Iterator[_Path]:
    """The indexes in which this column is in order, for rows that are `sure` to have these values."""
    if column.unique or column.db_index:
        yield _Path(model, names=(column.name,))
    known = dict(sure)
    for index in model._meta.indexes:
        names = _names(index)
        before = names[: names.index(column.name)] if column.name in names else [""]
        if all(known.get(name) is not None for name in before):
            yield _Path(model, _shared(index), frozenset((name, known[name]) for name in before), tuple(names))


def _is_over(stretch: "QuerySet[Any]") -> bool:
    """Does it have fewer rows than it may have?"""
    budget = stretch.query.high_mark or 0
    whole = stretch.all()
    whole.query.clear_limits()
    return not whole.values_list("pk", flat=True)[budget - 1 : budget]


def _is_of_model(model: type[Model], condition: Any) -> bool:
    """Is it a lookup of the list's own table, under its own name?"""
    return isinstance(condition, Lookup) and getattr(condition.lhs, "alias", None) == model._meta.db_table


def _is_plain(value: Any) -> bool:
    """A value, not something that the database computes."""
    values = value if isinstance(value, list | tuple | set) else [value]
    return not any(hasattr(one, "as_sql") or hasattr(one, "resolve_expression") for one in values)


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
    if (
        condition.negated
        or len(pairs) < len(condition.children)
        or not all(isinstance(value, Hashable) for _name, value in pairs)
    ):
        return frozenset({(str(condition), None)})
    return frozenset(pairs)


# --- Finding ----------------------------------------------------------------------------------------------------------


def _finding(
    ordered: "QuerySet[Any, Any]", terms: Terms, limit: int, budget: int | None
) -> tuple[list[Any] | None, int | None]:
    """The keys of the first `limit` rows and how many there are; None when the filter lets through more than `budget`.

    Materialised, so that PostgreSQL plans to read all of them and not to come across the first few.
    """
    names = [_name(term) for term in terms]
    try:
        sql, parameters = ordered.order_by().values_list("pk", *names).query.sql_with_params()
    except EmptyResultSet:
        return [], 0
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
    number = found[0][1] if found else 0
    return (None, None) if budget is not None and number > budget else ([key for key, _count in found], number)


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
