"""How a moment is said: a deadline as lateness, hour, weekday or date; the past as a distance (look.md, section 5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.kit.deadlines import Standing, end_of_day, standing
from amends.web.shell.words import amount

MINUTE, HOUR, DAY = 60, 3600, 86400
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A deadline as shown. `state` is over, today, soon, later, done or none; only the first two have a colour."""

    state: str
    text: str
    machine: str = ""
    title: str = ""

    @property
    def icon(self) -> str:
        return {"over": "alert-circle", "today": "clock", "done": "check"}.get(self.state, "")


def due(moment: datetime | date | None, *, done_at: datetime | None = None, now: datetime | None = None) -> Due:
    """Say a deadline in the active language and time zone. A bare date is due at the end of that day, in the
    installation's time zone (Q15)."""
    if moment is None:
        return Due("none", _("No deadline"))
    now = timezone.localtime(now)
    whole_day = not isinstance(moment, datetime)
    end = timezone.localtime(moment) if isinstance(moment, datetime) else end_of_day(moment)
    title = weekday(end, now) if whole_day else in_full(end)
    machine = moment.isoformat()
    if done_at is not None:
        return Due("done", weekday(timezone.localtime(done_at), now), machine, title)
    stands = standing(end, all_day=whole_day, now=now, zone=timezone.get_current_timezone())
    if stands is Standing.LATE:
        return Due("over", _late(end, now, whole_day), machine, title)
    if stands is Standing.TODAY:
        return Due("today", _of_today(end, now, whole_day), machine, title)
    state = "soon" if end.date() - now.date() <= SOON else "later"
    return Due(state, weekday(end, now), machine, title)


def since(moment: datetime, now: datetime | None = None) -> str:
    """The distance to a moment in the past (or future), in its largest unit: "47 min", "19 h", "2 days"."""
    seconds = abs(int(((now or timezone.now()) - moment).total_seconds()))
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return amount("minute", seconds // MINUTE)
    if seconds < DAY:
        return amount("hour", seconds // HOUR)
    days = seconds // DAY
    if days < 60:
        return amount("day", days)
    return amount("month", days // 30) if days < 730 else amount("year", days // 365)


def absolute(moment: datetime | date) -> str:
    """A moment in full, weekday, date and time, for titles."""
    if not isinstance(moment, datetime):
        return weekday(moment)
    return in_full(timezone.localtime(moment))


def in_full(local: datetime) -> str:
    """`absolute` of a moment that is in the reader's time zone already."""
    return f"{_written(local.date(), 'MOMENT_DAY_FORMAT')} {local.hour:02d}:{local.minute:02d}"


def weekday(day: datetime | date, now: datetime | None = None) -> str:
    """ "Thu 26 Nov"; another year shows the year instead of the weekday."""
    today = timezone.localtime(now)
    bare = day.date() if isinstance(day, datetime) else day
    return _written(bare, "WEEKDAY_FORMAT" if day.year == today.year else "DAY_FORMAT")


def _written(day: date, form: str) -> str:
    return _remembered(day, form, get_language() or "en")


@lru_cache(maxsize=8192)
def _remembered(day: date, form: str, language: str) -> str:
    """Django takes 50 us to write a day, and a list has the same few days on every row."""
    return _inside_a_sentence(date_format(day, form))


def clock(moment: datetime) -> str:
    """The hour, as all our languages write it (look.md, section 5)."""
    local = timezone.localtime(moment)
    return f"{local.hour:02d}:{local.minute:02d}"


def heading(day: date) -> str:
    """A day as the heading of a stream: "Today, Wednesday 18 November"."""
    today = timezone.localdate()
    if day == today:
        return _("Today, %(day)s") % {"day": _inside_a_sentence(date_format(day, "HEADING_FORMAT"))}
    text = date_format(day, "HEADING_FORMAT" if day.year == today.year else "DATE_FORMAT")
    return text[:1].upper() + text[1:]


def _inside_a_sentence(name: str) -> str:
    """Only English writes names of days with a capital; Django's Polish names all have one."""
    return name if (get_language() or "en").startswith("en") else name[:1].lower() + name[1:]


def _of_today(end: datetime, now: datetime, whole_day: bool) -> str:
    """A whole day that the reader's calendar has left behind, but the installation's has not, is called by its name."""
    if end.date() != now.date():
        return weekday(end, now)
    return _("today") if whole_day else _("today %(time)s") % {"time": clock(end)}


def _late(end: datetime, now: datetime, whole_day: bool) -> str:
    """Length of the delay; whole days are counted by the calendar, so yesterday's deadline is one day late."""
    if whole_day or now - end >= timedelta(days=1):
        length = amount("day", max((now.astimezone(end.tzinfo).date() - end.date()).days, 1))
    else:
        length = since(end, now)
    return _("%(length)s late") % {"length": length}
