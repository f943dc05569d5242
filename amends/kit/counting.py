"""How many rows a list has, counted only as far as somebody reads: "29", "1000+"."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet

CAP = 1000
"""Counts beyond this are not counted out: a person reads "1000+", and the page stays fast."""


FEW = 100
"""The same where no index counts and each row has to be looked at: a text searched for, or a reader of a part only."""


def capped_count(rows: QuerySet[Any], cap: int = CAP) -> int:
    """How many, or cap + 1 for more than that."""
    return rows.order_by()[: cap + 1].count()


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


Rows = Callable[[], "QuerySet[Any]"]
Asked = tuple[Rows, Mapping[str, Any]]
"""What is counted, and the values it is given."""


def count_together(asked: Mapping[str, Asked]) -> dict[str, int]:
    """One count for each, capped, in one statement. Its SQL is written once in a process: say with `Given` what varies.

    Django takes longer to write these statements than PostgreSQL to answer them.
    """
    if not asked:
        return {}
    statements: list[str] = []
    parameters: list[Any] = []
    for rows, given in asked.values():
        sql, those = _written(rows)
        statements.append(sql)
        parameters += (given[one.name] if isinstance(one, Given) else one for one in those)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(statements)}", parameters)
        return dict(zip(asked, cursor.fetchone(), strict=True))


@cache
def _written(rows: Rows) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = rows().order_by().values("pk")[: CAP + 1].query.sql_with_params()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", tuple(parameters)  # noqa: S608 - Django's own
