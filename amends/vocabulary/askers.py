"""Who asks, when and where: what "me" and "today" mean."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True)
class Asker:
    """`user` is None for rules and the clock, who are nobody's "me"; `now` is an aware moment."""

    user: Any
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, user: Any, *, now: datetime | None = None) -> "Asker":
        """A signed-in person, asking now in their own time zone."""
        name = getattr(user, "time_zone", "") or settings.TIME_ZONE
        return cls(user=user, now=now or timezone.now(), zone=ZoneInfo(str(name)))

    @classmethod
    def nobody(cls, *, now: datetime | None = None) -> "Asker":
        """The house itself (rules, the clock), in the time zone of the installation."""
        return cls(user=None, now=now or timezone.now(), zone=ZoneInfo(settings.TIME_ZONE))

    def at(self, now: datetime) -> "Asker":
        return replace(self, now=now)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The first moment of `day` here, in UTC. Days of 23 and 25 hours come out right (summer time)."""
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The first moment after `day` here, in UTC."""
        if day == date.max:
            return datetime.max.replace(tzinfo=UTC)
        return self.start_of(day + timedelta(days=1))
