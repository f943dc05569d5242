"""Deadlines: a moment, or a whole day (Q15)."""

from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from django.utils import timezone

END_OF_DAY = time(23, 59, 59)


def end_of_day(day: date) -> datetime:
    """The last second of `day` in the time zone of the installation: when an all-day deadline passes."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY), timezone.get_default_timezone())


def day_of(moment: datetime) -> date:
    """The day of `moment` in the time zone of the installation."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def settle(due_at: datetime | None, *, all_day: bool) -> datetime | None:
    """What is stored for a deadline: an all-day one is the end of its day."""
    return end_of_day(day_of(due_at)) if due_at is not None and all_day else due_at


class Standing(StrEnum):
    """How a deadline stands to now: exactly one of these, whoever looks (Q14).

    Whatever shows, lists, counts or filters by it asks `standing`, or its like in SQL: the presets of activities.
    """

    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"


def has_passed(due_at: datetime, now: datetime) -> bool:
    """To the minute, for a whole day too, which is over when it is over in the time zone of the installation."""
    return due_at <= now


def standing(due_at: datetime, *, all_day: bool, now: datetime, zone: tzinfo) -> Standing:
    """How a deadline stands for somebody in `zone`.

    A whole day is that day wherever one looks from (Q15). Where that day has gone by while the installation still has
    some of it left, it stands as today: it is to be done now and is not late.
    """
    if has_passed(due_at, now):
        return Standing.LATE
    day = day_of(due_at) if all_day else due_at.astimezone(zone).date()
    return Standing.TODAY if day <= now.astimezone(zone).date() else Standing.AHEAD
