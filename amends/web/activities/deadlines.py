"""Days that a deadline is put off to, as the menus offer them."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from amends.activities.models import Activity
from amends.kit.deadlines import end_of_day
from amends.kit.refusals import Refused
from amends.web import moments


def postponements() -> list[tuple[str, str, str]]:
    """(value, label, the day in words) of the days one mostly postpones to."""
    days = {"tomorrow": _("Tomorrow"), "monday": _("Next Monday"), "week": _("In a week")}
    return [(value, label, moments.weekday(day_called(value))) for value, label in days.items()]


def day_called(value: str) -> date:
    """The day of a menu's word or of a date field, in the reader's time zone. Raises Refused."""
    today = timezone.localdate()
    words = {
        "tomorrow": today + timedelta(days=1),
        "monday": today + timedelta(days=7 - today.weekday()),
        "week": today + timedelta(days=7),
    }
    if value in words:
        return words[value]
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2999:
        raise Refused(_("Choose the day to postpone to."), field="day")
    return day


def postponed(activity: Activity, day: date) -> tuple[datetime, bool]:
    """The deadline on another day, and whether it means the whole day: an hour stays the same hour."""
    if activity.all_day or activity.due_at is None:
        return end_of_day(day), True
    hour = timezone.localtime(activity.due_at).time()
    return timezone.make_aware(datetime.combine(day, hour)), False
