"""Values of moments: a day of the calendar, a day counted from today, or an exact moment."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.vocabulary.askers import Asker
from amends.vocabulary.problems import BadValue

FURTHEST = 36500
"""Days from today that a relative day may reach: a hundred years."""
_RELATIVE = re.compile(r"today(?:([+-])(\d{1,5}))?")


@dataclass(frozen=True)
class Span:
    """What a value means for one asker: moments from `start` up to, but without, `end` (both UTC)."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Day:
    """A fixed `day`, or `offset` days from the asker's today."""

    day: date | None = None
    offset: int = 0

    def on(self, asker: Asker) -> date:
        return self.day or asker.today + timedelta(days=self.offset)

    def span(self, asker: Asker) -> Span:
        day = self.on(asker)
        return Span(asker.start_of(day), asker.end_of(day))


@dataclass(frozen=True)
class Instant:
    """An exact moment, as programs send it."""

    moment: datetime

    def span(self, asker: Asker) -> Span:
        return Span(self.moment, self.moment + timedelta(microseconds=1))


def parse_day(raw: Any) -> Day:
    """`2026-11-21`, `today`, `today+7`, `today-3`. Raises BadValue."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return Day(raw)
    text = raw.strip() if isinstance(raw, str) else ""
    if relative := _RELATIVE.fullmatch(text):
        distance = int(relative[2] or 0)
        if distance <= FURTHEST:
            return Day(offset=-distance if relative[1] == "-" else distance)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2999:
        raise BadValue(_("“%(value)s” is not a day. Write it like 2026-11-21, or today+7.") % {"value": str(raw)[:40]})
    return Day(day)


def parse_when(raw: Any) -> Day | Instant:
    """A day, or an exact moment with its offset: `2026-11-21T10:00:00+01:00`. Raises BadValue."""
    moment = raw if isinstance(raw, datetime) else _moment(raw)
    if moment is not None and moment.tzinfo is not None and 1900 <= moment.year <= 2999:
        return Instant(moment.astimezone(UTC))
    return parse_day(raw)


def _moment(raw: Any) -> datetime | None:
    if not isinstance(raw, str) or "T" not in raw:
        return None
    try:
        return datetime.fromisoformat(raw.strip())
    except ValueError:
        return None
