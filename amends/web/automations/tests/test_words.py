"""How figures of rules are said."""

import pytest

from amends.web.automations.parts import how_long


@pytest.mark.parametrize(
    ("lag", "said"),
    [
        (0.02, "0.02 s"),
        (0.4, "0.4 s"),
        (14, "14 s"),
        (119, "119 s"),
        (312, "5 min"),
        (7300, "2 h"),
        (200_000, "2 days"),
    ],
)
def test_a_lag_is_said_in_the_unit_that_people_would_choose(lag, said):
    assert how_long(lag) == said
