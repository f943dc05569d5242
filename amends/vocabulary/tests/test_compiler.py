"""The database and plain Python answer alike, for any rows and any tree."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings

from amends.vocabulary import Asker, Invalid, Tree, compile_tree, fields_of, holds, read_tree
from amends.vocabulary.compiler import check_tree, missing_in_tree, problems
from amends.vocabulary.tests.models import Colour, Mark, Thing
from amends.vocabulary.tests.worlds import ASKERS, NOW, ROWS, TREES, Somebody, conditions, fill

pytestmark = [pytest.mark.usefixtures("things"), pytest.mark.database]

PRAGUE = Asker(Somebody(), NOW, ZoneInfo("Europe/Prague"))
random_worlds = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tree(*children: dict[str, Any], word: str = "all") -> Tree:
    return read_tree({"version": 1, word: list(children)})


def found(asked: Tree, asker: Asker = PRAGUE) -> list[int]:
    return sorted(Thing.objects.filter(compile_tree(asked, "test_thing", asker)).values_list("pk", flat=True))


@random_worlds
@given(ROWS, TREES, ASKERS)
def test_the_database_and_the_oracle_find_the_same_rows(rows: Any, asked: Tree, asker: Asker) -> None:
    things = fill(rows)
    expected = [thing.pk for thing in things if holds(asked, thing, asker, subject="test_thing")]
    assert found(asked, asker) == expected, (rows, asked.dump(), asker)


@random_worlds
@given(ROWS, conditions(lambda operator: bool(operator.negates)), ASKERS)
def test_a_positive_and_its_negative_part_all_rows(rows: Any, negative: dict[str, Any], asker: Asker) -> None:
    things = fill(rows)
    field = next(field for field in fields_of("test_thing") if field.code == negative["field"])
    operator = field.type.operator(negative["op"])
    assert operator is not None
    positive = negative | {"op": operator.negates}
    both = found(tree(negative), asker) + found(tree(positive), asker)
    assert sorted(both) == [thing.pk for thing in things], (rows, negative, asker)


NOTHING = [{"any": []}, {"all": []}, {"all": [{"any": []}]}, {"any": [{"all": []}, {"any": []}]}]


@pytest.mark.parametrize("empty", NOTHING)
def test_a_group_without_conditions_asks_nothing_in_the_database_and_in_python(empty: dict[str, Any]) -> None:
    thing = Thing.objects.create(name="Anything")
    beside = {"field": "name", "op": "is", "value": ["Something else"]}
    alone, with_another = read_tree({"version": 1, **empty}), read_tree({"version": 1, "any": [empty, beside]})
    assert (found(alone), holds(alone, thing, PRAGUE, subject="test_thing")) == ([thing.pk], True)
    assert (found(with_another), holds(with_another, thing, PRAGUE, subject="test_thing")) == ([], False)


@random_worlds
@given(conditions())
def test_an_empty_value_matches_negatives_only(asked: dict[str, Any]) -> None:
    assume(asked["field"] != "coloured")  # computed, and never empty
    fill([{"name": None, "note": "", "amount": None, "price": None, "urgent": None, "moment": None, "all_day": False,
           "day": None, "colour": None, "owner": None, "marks": []}])  # fmt: skip
    field = next(field for field in fields_of("test_thing") if field.code == asked["field"])
    operator = field.type.operator(asked["op"])
    assert operator is not None
    assert bool(found(tree(asked))) is bool(operator.negates)


def test_to_many_never_repeats_a_row_and_never_joins() -> None:
    thing = Thing.objects.create(name="twice")
    Mark.objects.bulk_create([Mark(thing=thing, code="x"), Mark(thing=thing, code="y")])
    asked = tree({"field": "marks", "op": "has_any", "value": ["x", "y"]})
    queryset = Thing.objects.filter(compile_tree(asked, "test_thing", PRAGUE))
    assert [row.pk for row in queryset] == [thing.pk]
    assert "JOIN" not in str(queryset.query)


def test_having_all_of_many_takes_no_subquery_for_each() -> None:
    thing, other = Thing.objects.create(), Thing.objects.create()
    codes = [f"m{number}" for number in range(50)]
    Mark.objects.bulk_create([Mark(thing=thing, code=code) for code in [*codes, "m0", "m1"]])
    Mark.objects.bulk_create([Mark(thing=other, code=code) for code in [*codes[1:], "m1"]])
    asked = tree({"field": "marks", "op": "has_all", "value": [*codes, "m7"]})
    assert found(asked) == [thing.pk]
    assert str(Thing.objects.filter(compile_tree(asked, "test_thing", PRAGUE)).query).count("FROM") == 1 + 5 + 1


def test_what_is_said_many_times_is_asked_once() -> None:
    once = {"field": "marks", "op": "has_none", "value": ["x"]}
    asked = tree(*[once] * 90)
    assert str(Thing.objects.filter(compile_tree(asked, "test_thing", PRAGUE)).query).count("EXISTS") == 1


def test_conditions_behind_a_foreign_key_keep_rows_without_one() -> None:
    red = Thing.objects.create(colour=Colour.objects.create(code="red"))
    bare = Thing.objects.create()
    either = tree({"field": "colour", "op": "is", "value": "red"}, {"field": "colour", "op": "is_empty"}, word="any")
    assert found(either) == [red.pk, bare.pk]
    assert found(tree({"field": "colour", "op": "is_not", "value": "red"})) == [bare.pk]


def test_an_empty_group_asks_nothing() -> None:
    thing = Thing.objects.create()
    assert found(tree()) == found(tree(word="any")) == found(tree({"any": []})) == [thing.pk]
    assert found(tree({"field": "name", "op": "is_filled"}, {"all": []}, word="any")) == []


def test_me_is_whoever_asks_and_nobody_for_the_house() -> None:
    mine = Thing.objects.create(owner=1)
    Thing.objects.create(owner=2)
    asked = tree({"field": "owner", "op": "is", "value": ["me"]})
    assert found(asked) == [mine.pk]
    assert found(asked, Asker.nobody(now=NOW)) == []


def test_today_is_the_askers_today_even_when_the_day_has_23_hours() -> None:
    last = Thing.objects.create(moment=datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC))
    first = Thing.objects.create(moment=datetime(2026, 3, 28, 23, 0, tzinfo=UTC))
    Thing.objects.create(moment=datetime(2026, 3, 29, 22, 0, tzinfo=UTC))
    Thing.objects.create(moment=datetime(2026, 3, 28, 22, 59, tzinfo=UTC))
    sunday = Asker(Somebody(), datetime(2026, 3, 29, 12, 0, tzinfo=UTC), ZoneInfo("Europe/Prague"))
    assert found(tree({"field": "moment", "op": "on", "value": "today"}), sunday) == [last.pk, first.pk]


def test_a_whole_day_is_the_same_day_to_an_asker_elsewhere() -> None:
    end_of_day_in_prague = datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)
    whole = Thing.objects.create(moment=end_of_day_in_prague, all_day=True)
    timed = Thing.objects.create(moment=end_of_day_in_prague, all_day=False)
    tokyo = Asker(Somebody(), datetime(2026, 11, 21, 3, 0, tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    assert found(tree({"field": "due", "op": "on", "value": "today"}), tokyo) == [whole.pk]
    assert found(tree({"field": "due", "op": "on", "value": "today+1"}), tokyo) == [timed.pk]


@pytest.mark.req("R138")
def test_an_age_in_hours_counts_hours_that_passed() -> None:
    old = Thing.objects.create(moment=datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
    Thing.objects.create(moment=datetime(2026, 3, 28, 12, 1, tzinfo=UTC))
    asker = PRAGUE.at(datetime(2026, 3, 29, 12, 0, tzinfo=UTC))
    assert found(tree({"field": "moment", "op": "older_than_hours", "value": 24}), asker) == [old.pk]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"field": "size", "op": "is", "value": 1}, "There is no field “size”."),
        ({"field": "amount", "op": "contains", "value": 1}, "Amount can’t be compared with “contains”."),
        ({"field": "amount", "op": "is"}, "Amount: give at least one value and at most 200."),
        ({"field": "amount", "op": "between", "value": [1]}, "Amount: give two values, from and to."),
        ({"field": "amount", "op": "at_least", "value": "lots"}, "Amount: “lots” is not a number."),
        ({"field": "amount", "op": "at_least", "value": "nan"}, "Amount: “nan” is not a number."),
        ({"field": "amount", "op": "is_empty", "value": 3}, "Amount: this comparison takes no value."),
        ({"field": "urgent", "op": "is", "value": "perhaps"}, "Urgent: Choose yes or no."),
        ({"field": "day", "op": "on", "value": "2026-02-30"},
         "Day: “2026-02-30” is not a day. Write it like 2026-11-21, or today+7."),
        ({"field": "moment", "op": "before", "value": "2026-02-03T10:00"},
         "Moment: “2026-02-03T10:00” is not a day. Write it like 2026-11-21, or today+7."),
        ({"field": "moment", "op": "older_than_hours", "value": -1},
         "Moment: Write a whole number that is not negative."),
        ({"field": "moment", "op": "within_last_days", "value": 800_000},
         "Moment: That is too far away: write at most 36500 days."),
        ({"field": "moment", "op": "newer_than_hours", "value": 876_001},
         "Moment: That is too far away: write at most 876000 hours."),
        ({"field": "owner", "op": "is", "value": "Petra"}, "Owner: there is no “Petra”."),
        ({"field": "owner", "op": "is", "value": "99999999999999999999"}, "Owner: there is no “99999999999999999999”."),
        ({"field": "name", "op": "contains", "value": "a\x00b"},
         "Name: The text has characters that can’t be searched for."),
    ],
)  # fmt: skip
def test_a_condition_that_cant_be_used_says_why(condition: dict[str, Any], sentence: str) -> None:
    asked = tree({"field": "name", "op": "is_filled"}, {"any": [condition]})
    assert [(problem.path, str(problem)) for problem in problems(asked, "test_thing")] == [
        (("all", 1, "any", 0), sentence)
    ]
    with pytest.raises(Invalid, match=r"."):
        compile_tree(asked, "test_thing", PRAGUE)


def test_things_that_are_gone_are_named() -> None:
    asked = tree(
        {"field": "colour", "op": "is", "value": ["red", "pink"]},
        {"field": "owner", "op": "is_not", "value": ["me", "9"]},
    )
    assert [(lost.chooser, lost.value) for lost in missing_in_tree(asked, "test_thing")] == [
        ("test_colour", "pink"),
        ("test_owner", "9"),
    ]
    assert check_tree(asked, "test_thing") is asked
    with pytest.raises(Invalid) as refused:
        check_tree(asked, "test_thing", references=True)
    assert str(refused.value) == "Colour: there is no “pink” any more."
