"""The left side of a comparison: a column, an expression, or rows on the many side of a relation.

Null never matches a lookup, and `no(q)` matches exactly the rows that `q` doesn't, nulls among them: positive and
negative together partition all rows.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.lookups import IsNull

Many = Callable[[], "QuerySet[Any]"]


class Left(Protocol):
    def lookup(self, name: str, value: Any) -> Q:
        """Rows whose value stands in the Django lookup `name` to `value`."""

    def no(self, positive: Q) -> Q:
        """All rows but those of `positive`, which was made by this same left side."""


class ColumnLeft:
    """A column, perhaps behind foreign keys (`ticket__status__code`). Django guards negated nullable columns itself."""

    def __init__(self, path: str) -> None:
        self.path = path

    def lookup(self, name: str, value: Any) -> Q:
        return Q(**{f"{self.path}__{name}": value})

    def no(self, positive: Q) -> Q:
        return ~positive


class ExpressionLeft:
    """Something computed in SQL. Django knows nothing of its nulls, so they are guarded here."""

    def __init__(self, expression: BaseExpression | Combinable) -> None:
        self.expression: Any = expression

    def lookup(self, name: str, value: Any) -> Q:
        compare = self.expression.output_field.get_lookup(name)
        return Q(compare(self.expression, value))

    def no(self, positive: Q) -> Q:
        return ~(Q(IsNull(self.expression, False)) & positive)


class ManyLeft:
    """Rows of another table that belong to the subject. Always `Exists`, never a join: a join would repeat rows."""

    def __init__(self, rows: Many, column: str) -> None:
        self.rows = rows
        self.column = column

    def lookup(self, name: str, value: Any) -> Q:
        return Q(Exists(self.rows().filter(**{f"{self.column}__{name}": value})))

    def present(self) -> Q:
        return Q(Exists(self.rows()))

    def no(self, positive: Q) -> Q:
        return ~positive
