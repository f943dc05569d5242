"""The left side of a comparison: a column, an expression, or rows on the many side of a relation.

Null never matches a lookup, and `no(q)` matches exactly the rows that `q` doesn't, nulls among them: positive and
negative together partition all rows.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    Field,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Transform,
    Value,
    When,
)
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.fields.json import HasAnyKeys, HasKeys
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, IsNull

from amends.kit.racing import EachWay, Way
from amends.kit.search import having

Many = Callable[[], "QuerySet[Any]"]
ONE_BY_ONE = 5
"""Values of "has all of" that are asked for with a subquery each."""
Searched = str | Func
"""A folded text with a search index (amends.kit.search), in which the text of a column is found too."""


class Ids(Protocol):
    """The ids of the rows that have each value."""

    def __call__(self) -> Mapping[str, Sequence[int]]: ...


@CharField.register_lookup
@TextField.register_lookup
class Folded(Transform):
    """`name__folded__contains`: text without case and accents, as `amends.kit.search.fold` makes it."""

    lookup_name = "folded"
    function = "amends_fold"
    output_field = TextField()


class Left(Protocol):
    def lookup(self, name: str, value: Any) -> Q:
        """Rows whose value stands in the Django lookup `name` to `value`."""

    def no(self, positive: Q) -> Q:
        """All rows but those of `positive`, which was made by this same left side."""


class ColumnLeft:
    """A column, perhaps behind foreign keys (`ticket__status__code`). Django guards negated nullable columns itself."""

    def __init__(self, path: str, searched: Searched | None = None, *, whole: bool = False) -> None:
        self.path = path
        self.searched = searched
        self.whole = whole

    def lookup(self, name: str, value: Any) -> Q:
        found = Q(**{f"{self.path}__{name}": _exact(value)})
        if self.searched is None or not name.startswith("folded__"):
            return found
        # What this column has, the search column has: an index finds those few rows, and only they are folded.
        texts = value if isinstance(value, list) else [value]
        certain = _as_good_as_certain(found)
        searched = reduce(or_, (having(self.searched, text) for text in texts), Q()) & certain
        if self.whole and name == "folded__in":
            return Q(EachWay(walk=searched, find=found & certain, usual=Way.FIND))
        return searched

    def no(self, positive: Q) -> Q:
        return ~positive


def _as_good_as_certain(condition: Q) -> Q:
    """Asked last, and of half the rows, as far as PostgreSQL can tell: it does not look into COALESCE. Taken as it is,
    the condition would make it expect next to no row, and read all of them where walking finds a page at once."""
    return Q(Coalesce(ExpressionWrapper(condition, output_field=BooleanField()), Value(False)))


class KeyedLeft(ColumnLeft):
    """A column of a row behind a foreign key (`status__code`), asked by the foreign key alone.

    `ids` says which rows have which value; a value that no row has matches nothing.
    """

    def __init__(self, path: str, ids: Ids) -> None:
        super().__init__(f"{path.rpartition('__')[0]}_id")
        self.ids = ids

    def lookup(self, name: str, value: Any) -> Q:
        if name == "isnull":
            return super().lookup(name, value)
        if name not in {"in", "exact"}:
            raise LookupError(f"{self.path} is asked by id; it knows no {name}")
        known = self.ids()
        return super().lookup("in", [pk for one in (value if name == "in" else [value]) for pk in known.get(one, ())])

    def no(self, positive: Q) -> Q:
        """The others by name: PostgreSQL knows how many rows these have, but of "none of those" it expects too many."""
        [(name, found)] = positive.children  # type: ignore[misc]
        if not name.endswith("__in"):
            return super().no(positive)
        others = sorted({pk for ids in self.ids().values() for pk in ids} - set(found))
        return super().lookup("in", others) | super().lookup("isnull", True)


def column_left(path: str, ids: Ids | None, searched: Searched | None = None, *, whole: bool = False) -> ColumnLeft:
    """The column at the end of `path`, by ids where they are known and it stands behind a foreign key."""
    if ids is not None and "__" in path:
        return KeyedLeft(path, ids)
    return ColumnLeft(path, searched, whole=whole)


def _exact(value: Any) -> Any:
    """Fractions as they are: a column of whole numbers would cut 1.5 to 1 and find it."""
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, Decimal):
        return Value(value, output_field=DecimalField(max_digits=30, decimal_places=10))
    return value


class ExpressionLeft:
    """Something computed in SQL. Django knows nothing of its nulls, so they are guarded here."""

    def __init__(
        self, expression: BaseExpression | Combinable, output: "Field[Any, Any]", searched: Searched | None = None
    ) -> None:
        self.expression: Any = ExpressionWrapper(expression, output_field=output)
        self.searched = searched

    def lookup(self, name: str, value: Any) -> Q:
        found = self._lookup(name, value)
        if self.searched is None or name not in ("folded__contains", "folded__startswith"):
            return found
        return having(self.searched, value) & _as_good_as_certain(found)

    def _lookup(self, name: str, value: Any) -> Q:
        left = self.expression
        *transforms, last = name.split("__")
        for transform in transforms:
            left = left.output_field.get_transform(transform)(left)
        return Q(left.output_field.get_lookup(last)(left, value))

    def no(self, positive: Q) -> Q:
        return ~(Q(IsNull(self.expression, False)) & positive)


class ArrayLeft:
    """A JSON array of texts, computed in SQL; null when there is none, and never empty."""

    def __init__(self, array: Combinable) -> None:
        self.array: Any = array

    def lookup(self, name: str, value: Any) -> Q:
        return Q(HasAnyKeys(self.array, list(value) if name == "in" else [value]))

    def present(self) -> Q:
        return Q(IsNull(self.array, False))

    def all_of(self, values: Sequence[Any]) -> Q:
        return Q(HasKeys(self.array, list(dict.fromkeys(values))))

    def no(self, positive: Q) -> Q:
        return ~(Q(IsNull(self.array, False)) & positive)


class ManyLeft:
    """Rows of another table that belong to the subject. Always `Exists`, never a join: a join would repeat rows."""

    def __init__(self, rows: Many, column: ColumnLeft) -> None:
        self.rows = rows
        self.column = column

    def lookup(self, name: str, value: Any) -> Q:
        return Q(Exists(self.rows().filter(self.column.lookup(name, value))))

    def present(self) -> Q:
        return Q(Exists(self.rows()))

    def all_of(self, values: Sequence[Any]) -> Q:
        """Those that have every one of `values`. A few are asked for one by one, so that PostgreSQL may begin with the
        rarest; beyond that one count asks for all together.
        """
        wanted = list(dict.fromkeys(values))
        each = reduce(and_, (self.lookup("exact", value) for value in wanted[:ONE_BY_ONE]))
        if len(wanted) <= ONE_BY_ONE:
            return each
        which = Case(*(When(self.column.lookup("exact", value), then=place) for place, value in enumerate(wanted)))
        having = self.rows().filter(self.column.lookup("in", wanted)).order_by()
        different = Func(which, function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
        counted = having.annotate(different=different).values("different")
        return each & Q(Exact(Subquery(counted, output_field=IntegerField()), len(wanted)))

    def no(self, positive: Q) -> Q:
        return ~positive
