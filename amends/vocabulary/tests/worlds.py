"""Random rows of the small world, and random trees that can be asked of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from amends.vocabulary import Asker, Tree, fields_of
from amends.vocabulary.operators import Operator, Takes
from amends.vocabulary.tests.models import COLOURS, Colour, Mark, Thing

NOW = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
"""An hour and a half before summer time begins in Prague: the asker's day of 23 hours is near."""


class Somebody:
    pk = 1


ASKERS = st.builds(
    lambda zone, hours: Asker(Somebody(), NOW + timedelta(hours=hours), ZoneInfo(zone)),
    st.sampled_from(["Europe/Prague", "Pacific/Auckland", "America/Los_Angeles", "UTC"]),
    st.integers(-48, 48),
)
WORDS = st.sampled_from(["", "Nováková", "novakova", "NOVÁK", "straße", "100% _x", "ova", "Łódź ", "a", "\\", "İ"])
MOMENTS = st.integers(-24 * 20, 24 * 20).map(lambda hours: NOW + timedelta(minutes=30 * hours))
DAYS = st.integers(-5, 5).map(lambda days: NOW.date() + timedelta(days=days))


def or_none(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": or_none(WORDS),
            "note": WORDS,
            "amount": or_none(st.integers(-2, 3)),
            "price": or_none(st.sampled_from(["0.00", "1.50", "2.00"])),
            "urgent": or_none(st.booleans()),
            "moment": or_none(MOMENTS),
            "all_day": st.booleans(),
            "day": or_none(DAYS),
            "colour": or_none(st.tuples(st.sampled_from(COLOURS), or_none(WORDS))),
            "owner": or_none(st.integers(1, 3)),
            "marks": st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
        }
    ),
    max_size=6,
)


def fill(rows: list[dict[str, Any]]) -> list[Thing]:
    """Write the rows and read them back, as the database keeps them."""
    Mark.objects.all().delete()
    Thing.objects.all().delete()
    for row in rows:
        colour = row["colour"] and Colour.objects.create(code=row["colour"][0], shade=row["colour"][1])
        plain = {name: value for name, value in row.items() if name not in ("colour", "marks")}
        thing = Thing.objects.create(colour=colour or None, **plain)
        Mark.objects.bulk_create([Mark(thing=thing, code=code) for code in row["marks"]])
    return list(Thing.objects.select_related("colour").prefetch_related("marks").order_by("pk"))


RAW_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": WORDS.map(str.strip).filter(bool),
    "number": st.integers(-2, 3) | st.sampled_from(["1,5", "2.0"]),
    "money": st.sampled_from(["1.50", "2", 0]),
    "flag": st.sampled_from([True, False, "yes", "no"]),
    "moment": DAYS.map(date.isoformat)
    | st.sampled_from(["today", "today+1", "today-2"])
    | MOMENTS.map(datetime.isoformat),
    "day": DAYS.map(date.isoformat) | st.sampled_from(["today", "today+1", "today-2"]),
    "choice": st.sampled_from([*COLOURS, "pink"]),
    "choices": st.sampled_from(["x", "y", "w"]),
}


def raw_value(field: Any, operator: Operator) -> st.SearchStrategy[Any]:
    if operator.counts:
        return st.integers(0, 72)
    if field.code == "owner":
        return st.sampled_from(["me", "1", "2", "9"])
    return RAW_VALUES[field.type.code]


@st.composite
def conditions(draw: Any, operators: Any = lambda operator: True) -> dict[str, Any]:
    pairs = [(field, op) for field in fields_of("test_thing") for op in field.type.operators if operators(op)]
    field, operator = draw(st.sampled_from(pairs))
    one = raw_value(field, operator)
    value = {
        Takes.NONE: st.none(),
        Takes.ONE: one,
        Takes.MANY: st.lists(one, min_size=1, max_size=3),
        Takes.TWO: st.lists(one, min_size=2, max_size=2),
    }[operator.takes]
    return {"field": field.code, "op": operator.code, "value": draw(value)}


def groups(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), st.lists(children, max_size=3))


TREES = groups(conditions() | groups(conditions() | groups(conditions()))).map(
    lambda group: Tree.model_validate({"version": 1, **group})
)
