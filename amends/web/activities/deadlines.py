"""Days that a deadline is put off to, as the menus offer them."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

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
