"""What is solved once is solved nowhere else: each of these words of a solution stands in its one file only."""

import re

import pytest

from tests.house.floors import shown, sources

ONE_WAY = {
    r"pg_(try_)?advisory": {"amends/kit/locks.py"},
    r"DeadlockDetected": {"amends/kit/deadlocks.py", "amends/kit/outages.py"},
    r"range\(0, len\(|list\((itertools\.)?islice\(": {"amends/kit/sets.py"},
}
"""Locks by name, deadlocks, and pieces of a list. kit/outages.py only tells a deadlock from an absent database."""


@pytest.mark.parametrize("words", ONE_WAY)
def test_what_is_solved_in_one_file_is_not_solved_in_another(words: str) -> None:
    elsewhere = {shown(path) for path in sources() if re.search(words, path.read_text())}
    assert elsewhere == ONE_WAY[words]
