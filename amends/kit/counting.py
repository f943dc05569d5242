"""How many rows a list has, counted only as far as somebody reads: "29", "1000+"."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet

CAP = 1000
"""Counts beyond this are not counted out: a person reads "1000+", and the page stays fast."""


FEW = 100
"""The same where no index counts and each row has to be looked at: a text searched for, or a reader of a part only."""


def capped_count(rows: QuerySet[Any], cap: int = CAP) -> int:
    """How many, or cap + 1 for more than that."""
    return rows.order_by()[: cap + 1].count()


def capped_counts(lists: Mapping[str, "QuerySet[Any]"], cap: int = CAP) -> dict[str, int]:
    """`capped_count` of each, in one statement."""
    written = [_counting(rows, cap) for rows in lists.values()]
    return dict(zip(lists, _ask(written), strict=True))


def say_count(count: int, cap: int = CAP) -> str:
    """The number as pages say it."""
    return f"{cap}+" if count > cap else str(count)


# --- Counts that stand on every page ------------------------------------------------------------------------------


class Given(Expression):
    """A value that a counted query is told when it runs: `filter(agent=Given("user"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # type: ignore[override]
        return "%s", [self]


Counting = tuple[str, tuple[Any, ...]]
"""A subquery that counts, and its parameters."""
Rows = Callable[[], "QuerySet[Any]"]
Asked = tuple[Rows, Mapping[str, Any]]
"""What is counted, and the values it is given."""


def count_together(asked: Mapping[str, Asked]) -> dict[str, int]:
    """One count for each, capped, in one statement. Its SQL is written once in a process: say with `Given` what varies.

    Django takes longer to write these statements than PostgreSQL to answer them.
    """
    if not asked:
        return {}
    statements: list[Counting] = []
    for rows, given in asked.values():
        sql, those = _written(rows)
        statements.append((sql, tuple(given[one.name] if isinstance(one, Given) else one for one in those)))
    return dict(zip(asked, _ask(statements), strict=True))


@cache
def _written(rows: Rows) -> Counting:
    return _counting(rows(), CAP)


def _counting(rows: "QuerySet[Any]", cap: int) -> Counting:
    try:
        sql, parameters = rows.order_by().values("pk")[: cap + 1].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", tuple(parameters)  # noqa: S608 - Django's own


def _ask(statements: Sequence[Counting]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        parameters = [one for _sql, those in statements for one in those]
        cursor.execute(f"SELECT {', '.join(sql for sql, _those in statements)}", parameters)
        counted: tuple[int, ...] = cursor.fetchone()
        return counted
