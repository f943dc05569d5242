"""Activities in every bucket of deadlines, for a person in Prague at noon."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.kit.deadlines import end_of_day

NOW = datetime(2026, 11, 18, 9, 42, tzinfo=UTC)
PRAGUE = ZoneInfo("Europe/Prague")


def day(offset: int) -> datetime:
    """The end of a day as a whole-day deadline has it."""
    return end_of_day(NOW.astimezone(PRAGUE).date() + timedelta(days=offset))


def one_of_each(**kwargs: Any) -> dict[str, Activity]:
    """By name: late, earlier (today, passed), today, evening, tomorrow, week (in 7 days), later (in 8), never."""
    deadlines: dict[str, tuple[datetime | None, bool]] = {
        "late": (day(-1), True),
        "earlier": (NOW - timedelta(hours=1), False),
        "evening": (NOW + timedelta(hours=5), False),
        "today": (day(0), True),
        "tomorrow": (day(1), True),
        "week": (day(7), True),
        "later": (day(8), True),
        "never": (None, True),
    }
    return {
        name: make_activity(name=name, due_at=due_at, all_day=all_day, **kwargs)
        for name, (due_at, all_day) in deadlines.items()
    }
