"""Conditions in words."""

import pytest

from amends.vocabulary import Condition
from amends.vocabulary.tests import models  # noqa: F401 - defines the fields
from amends.vocabulary.words import phrases, say_day


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(field="colour", op="is", value=["red", "pink"]), "Colour is Red or pink"),
        (Condition(field="owner", op="is_not", value=["me"]), "Owner is not Me"),
        (Condition(field="urgent", op="is", value=True), "Urgent is yes"),
        (Condition(field="urgent", op="is", value="no"), "Urgent is no"),
        (Condition(field="moment", op="older_than_hours", value=1), "Moment is older than 1 hour"),
        (Condition(field="moment", op="within_next_days", value="7"), "Moment is within the next 7 days"),
        (Condition(field="moment", op="is_empty"), "Moment is empty"),
        (Condition(field="amount", op="between", value=[1, 2]), "Amount is between 1 and 2"),
        (Condition(field="marks", op="has_all", value=["x", "y"]), "Marks has all of x and y"),
        (Condition(field="gone", op="is", value="x"), "gone is x"),
        (Condition(field="amount", op="sings", value="x"), "Amount sings x"),
    ],
)
def test_a_condition_is_said(condition: Condition, words: str) -> None:
    assert [str(phrase) for phrase in phrases([condition], "test_thing")] == [words]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("today", "today"),
        ("today+1", "tomorrow"),
        ("today-1", "yesterday"),
        ("today+7", "in 7 days"),
        ("today-3", "3 days ago"),
        ("someday", "someday"),
    ],
)
def test_a_day_is_said_as_people_say_it(raw: str, words: str) -> None:
    assert say_day(raw) == words
