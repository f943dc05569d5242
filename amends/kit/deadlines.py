"""Deadlines: a moment, or a whole day (Q15)."""

from datetime import date, datetime, time

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
