"""How a field can be compared, once per sort of value. Each operator says the same thing twice: in SQL and in Python.

`q` builds the database's condition, `holds` is the oracle that tests hold it against (and that judges an event which
is at hand anyway). Positive operators never match null; a negative one matches whatever its positive does not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.kit.search import fold
from amends.vocabulary.askers import Asker
from amends.vocabulary.days import Span
from amends.vocabulary.lefts import Left
from amends.vocabulary.problems import Text

Build = Callable[[Any, Sequence[Any], Asker], Q]
Judge = Callable[[Any, Sequence[Any], Asker], bool]


class Takes(Enum):
    """How many values an operator is given."""

    NONE = "none"
    ONE = "one"
    MANY = "many"
    TWO = "two"


@dataclass(frozen=True)
class Operator:
    """`counts` names the unit ("hours", "days") when the value is a whole number and not of the field's own type.

    `key` is there when the operator holds exactly if the key of the actual value is among the keys of the values.
    """

    code: str
    label: Text
    takes: Takes
    q: Build
    holds: Judge
    counts: str = ""
    negates: str = ""
    key: Callable[[Any], Any] | None = None


def _itself(value: Any) -> Any:
    return value


_SHORT = 200


@lru_cache(maxsize=4096)
def _folded_before(text: str) -> str:
    return fold(text)


def folded(text: str) -> str:
    """`fold` for judging in Python: a thousand rules ask of one row, and each would fold the same words again."""
    return _folded_before(text) if len(text) <= _SHORT else fold(text)


def negative(code: str, label: Text, of: Operator) -> Operator:
    """The operator that matches exactly what `of` doesn't."""

    def q(left: Left, values: Sequence[Any], asker: Asker) -> Q:
        return left.no(of.q(left, values, asker))

    def holds(actual: Any, values: Sequence[Any], asker: Asker) -> bool:
        return not of.holds(actual, values, asker)

    return Operator(code, label, of.takes, q, holds, of.counts, negates=of.code)


# --- Any single value ---------------------------------------------------------------------------------------------
IS = Operator(
    "is",
    _("is"),
    Takes.MANY,
    lambda left, values, asker: left.lookup("in", list(values)),
    lambda actual, values, asker: actual is not None and actual in values,
    key=_itself,
)
IS_NOT = negative("is_not", _("is not"), IS)
IS_WITHIN = Operator(
    "is",
    _("is"),
    Takes.MANY,
    lambda left, values, asker: left.lookup("in", list(values)),
    lambda actual, values, asker: actual is not None and any(one in values for one in actual),
)
"""The value, or one inside it: in Python a value comes with all that it is inside of."""
IS_NOT_WITHIN = negative("is_not", _("is not"), IS_WITHIN)
IS_FILLED = Operator(
    "is_filled",
    _("is filled in"),
    Takes.NONE,
    lambda left, values, asker: left.lookup("isnull", False),
    lambda actual, values, asker: actual is not None,
)
IS_EMPTY = negative("is_empty", _("is empty"), IS_FILLED)
FLAG_IS = Operator(
    "is",
    _("is"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("exact", values[0]),
    lambda actual, values, asker: actual is not None and actual == values[0],
    key=_itself,
)

# --- Text: compared without case and accents, as the search does --------------------------------------------------
TEXT_IS = Operator(
    "is",
    _("is"),
    Takes.MANY,
    lambda left, values, asker: left.lookup("folded__in", [fold(value) for value in values]),
    lambda actual, values, asker: actual is not None and folded(actual) in map(folded, values),
    key=folded,
)
TEXT_IS_NOT = negative("is_not", _("is not"), TEXT_IS)
TEXT_FILLED = Operator(
    "is_filled",
    _("is filled in"),
    Takes.NONE,
    lambda left, values, asker: left.lookup("gt", ""),
    lambda actual, values, asker: bool(actual),
)
TEXT_EMPTY = negative("is_empty", _("is empty"), TEXT_FILLED)
CONTAINS = Operator(
    "contains",
    _("contains"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("folded__contains", fold(values[0])),
    lambda actual, values, asker: actual is not None and folded(values[0]) in folded(actual),
)
CONTAINS_NOT = negative("contains_not", _("doesn’t contain"), CONTAINS)
STARTS_WITH = Operator(
    "starts_with",
    _("starts with"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("folded__startswith", fold(values[0])),
    lambda actual, values, asker: actual is not None and folded(actual).startswith(folded(values[0])),
)

# --- Numbers and money --------------------------------------------------------------------------------------------
AT_LEAST = Operator(
    "at_least",
    _("is at least"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("gte", values[0]),
    lambda actual, values, asker: actual is not None and actual >= values[0],
)
AT_MOST = Operator(
    "at_most",
    _("is at most"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("lte", values[0]),
    lambda actual, values, asker: actual is not None and actual <= values[0],
)
BETWEEN = Operator(
    "between",
    _("is between"),
    Takes.TWO,
    lambda left, values, asker: left.lookup("gte", values[0]) & left.lookup("lte", values[1]),
    lambda actual, values, asker: actual is not None and values[0] <= actual <= values[1],
)


# --- Moments: values are days of the asker's calendar (or exact moments) ------------------------------------------
def _span(values: Sequence[Any], asker: Asker) -> Span:
    return Span(values[0].span(asker).start, values[-1].span(asker).end)


def _next(values: Sequence[Any], asker: Asker) -> Span:
    return Span(asker.start_of(asker.today), asker.end_of(asker.today + timedelta(days=values[0])))


def _last(values: Sequence[Any], asker: Asker) -> Span:
    return Span(asker.start_of(asker.today - timedelta(days=values[0])), asker.end_of(asker.today))


def _within(code: str, label: Text, takes: Takes, span: Callable[..., Span], counts: str = "") -> Operator:
    def q(left: Left, values: Sequence[Any], asker: Asker) -> Q:
        wanted = span(values, asker)
        return left.lookup("gte", wanted.start) & left.lookup("lt", wanted.end)

    def holds(actual: Any, values: Sequence[Any], asker: Asker) -> bool:
        wanted = span(values, asker)
        return actual is not None and wanted.start <= actual < wanted.end

    return Operator(code, label, takes, q, holds, counts)


ON = _within("on", _("is on"), Takes.ONE, _span)
NOT_ON = negative("not_on", _("is not on"), ON)
BETWEEN_DAYS = _within("between", _("is between"), Takes.TWO, _span)
WITHIN_NEXT_DAYS = _within("within_next_days", _("is within the next"), Takes.ONE, _next, "days")
WITHIN_LAST_DAYS = _within("within_last_days", _("is within the last"), Takes.ONE, _last, "days")
BEFORE = Operator(
    "before",
    _("is before"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("lt", values[0].span(asker).start),
    lambda actual, values, asker: actual is not None and actual < values[0].span(asker).start,
)
AFTER = Operator(
    "after",
    _("is after"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("gte", values[0].span(asker).end),
    lambda actual, values, asker: actual is not None and actual >= values[0].span(asker).end,
)
# All ages are given in hours (R138): hours that passed, whatever the clocks did meanwhile.
OLDER_THAN_HOURS = Operator(
    "older_than_hours",
    _("is older than"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("lte", asker.now - timedelta(hours=values[0])),
    lambda actual, values, asker: actual is not None and actual <= asker.now - timedelta(hours=values[0]),
    "hours",
)
NEWER_THAN_HOURS = Operator(
    "newer_than_hours",
    _("is newer than"),
    Takes.ONE,
    lambda left, values, asker: left.lookup("gt", asker.now - timedelta(hours=values[0])),
    lambda actual, values, asker: actual is not None and actual > asker.now - timedelta(hours=values[0]),
    "hours",
)


# --- Days: a column without a time of day -------------------------------------------------------------------------
def _of_days(code: str, label: Text, takes: Takes, ends: Callable[..., tuple[Any, Any]], counts: str = "") -> Operator:
    """`ends` gives the first and the last day that match; None is open."""

    def q(left: Left, values: Sequence[Any], asker: Asker) -> Q:
        first, last = ends(values, asker)
        after = left.lookup("gte", first) if first else Q()
        return after & left.lookup("lte", last) if last else after

    def holds(actual: Any, values: Sequence[Any], asker: Asker) -> bool:
        first, last = ends(values, asker)
        return actual is not None and (first is None or actual >= first) and (last is None or actual <= last)

    return Operator(code, label, takes, q, holds, counts)


_ONE_DAY = timedelta(days=1)
DAY_ON = _of_days("on", _("is on"), Takes.ONE, lambda v, a: (v[0].on(a), v[0].on(a)))
DAY_NOT_ON = negative("not_on", _("is not on"), DAY_ON)
DAY_BEFORE = _of_days("before", _("is before"), Takes.ONE, lambda v, a: (None, v[0].on(a) - _ONE_DAY))
DAY_AFTER = _of_days("after", _("is after"), Takes.ONE, lambda v, a: (v[0].on(a) + _ONE_DAY, None))
DAY_BETWEEN = _of_days("between", _("is between"), Takes.TWO, lambda v, a: (v[0].on(a), v[1].on(a)))
DAY_WITHIN_NEXT = _of_days(
    "within_next_days",
    _("is within the next"),
    Takes.ONE,
    lambda v, a: (a.today, a.today + timedelta(days=v[0])),
    "days",
)
DAY_WITHIN_LAST = _of_days(
    "within_last_days",
    _("is within the last"),
    Takes.ONE,
    lambda v, a: (a.today - timedelta(days=v[0]), a.today),
    "days",
)


# --- To-many: the left side is rows of another table, the actual value a set --------------------------------------
HAS_ANY = Operator(
    "has_any",
    _("has any of"),
    Takes.MANY,
    lambda left, values, asker: left.lookup("in", list(values)),
    lambda actual, values, asker: not set(values).isdisjoint(actual),
)
HAS_ALL = Operator(
    "has_all",
    _("has all of"),
    Takes.MANY,
    lambda left, values, asker: left.all_of(values),
    lambda actual, values, asker: set(values) <= set(actual),
)
HAS_NONE = negative("has_none", _("has none of"), HAS_ANY)
MANY_FILLED = Operator(
    "is_filled",
    _("has some"),
    Takes.NONE,
    lambda left, values, asker: left.present(),
    lambda actual, values, asker: bool(actual),
)
MANY_EMPTY = negative("is_empty", _("has none at all"), MANY_FILLED)
