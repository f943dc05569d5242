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
    edges: ZoneInfo | None = None
    """Where days begin and end, when that is not where the asker is: see `with_edges_of_the_house`."""

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

    def with_edges_of_the_house(self) -> "Asker":
        """Still this asker's today, but days that begin and end in the time zone of the installation (Q15).

        A deadline of a whole day is stored as the end of that day there; to an asker elsewhere it is still that day.
        """
        return replace(self, edges=ZoneInfo(settings.TIME_ZONE))

    @property
    def is_elsewhere(self) -> bool:
        return self.zone.key != settings.TIME_ZONE

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The first moment of `day` here, in UTC. Days of 23 and 25 hours come out right (summer time)."""
        return datetime.combine(day, time.min, tzinfo=self.edges or self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The first moment after `day` here, in UTC."""
        if day == date.max:
            return datetime.max.replace(tzinfo=UTC)
        return self.start_of(day + timedelta(days=1))
