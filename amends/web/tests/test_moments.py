"""How deadlines and distances are said (look.md, section 5)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from amends.web import moments

NOW = datetime(2026, 11, 18, 9, 42, tzinfo=UTC)
"""Wednesday 18 November 2026, 10:42 in Prague."""


@pytest.fixture(autouse=True)
def _prague():
    with timezone.override(ZoneInfo("Europe/Prague")), translation.override("en"):
        yield


def said(moment, **options):
    found = moments.due(moment, now=NOW, **options)
    return found.state, found.text


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (None, ("none", "No deadline")),
        (date(2026, 11, 13), ("over", "5 days late")),
        (date(2026, 11, 17), ("over", "1 day late")),
        (date(2026, 11, 18), ("today", "today")),
        (date(2026, 11, 19), ("soon", "Thu 19 Nov")),
        (date(2026, 11, 25), ("soon", "Wed 25 Nov")),
        (date(2026, 11, 26), ("later", "Thu 26 Nov")),
        (date(2027, 1, 4), ("later", "4 Jan 2027")),
        (NOW - timedelta(minutes=42), ("over", "42 min late")),
        (NOW - timedelta(hours=6), ("over", "6 h late")),
        (NOW + timedelta(hours=4), ("today", "today 14:42")),
    ],
)
@pytest.mark.req("R7", "R9", "R10")
def test_a_deadline_is_said_by_how_near_it_is(moment, expected):
    assert said(moment) == expected


@pytest.mark.parametrize("zone", ["Europe/Prague", "Europe/London", "America/New_York", "Asia/Tokyo"])
def test_a_whole_day_is_late_once_it_is_over_where_the_installation_is(zone):
    just_before = datetime(2026, 11, 18, 22, 59, tzinfo=UTC)
    just_after = datetime(2026, 11, 18, 23, 1, tzinfo=UTC)
    with timezone.override(ZoneInfo(zone)):
        assert moments.due(date(2026, 11, 18), now=just_before).state == "today"
        late = moments.due(date(2026, 11, 18), now=just_after)
        assert (late.state, late.text) == ("over", "1 day late")


def test_a_whole_day_that_has_gone_by_for_the_reader_alone_is_called_by_its_name():
    in_prague_the_18th = datetime(2026, 11, 18, 16, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        shown = moments.due(date(2026, 11, 18), now=in_prague_the_18th)
    assert (shown.state, shown.text) == ("today", "Wed 18 Nov")


def test_a_done_deadline_has_no_colour_of_lateness():
    assert said(date(2026, 11, 1), done_at=NOW) == ("done", "Wed 18 Nov")


def test_the_night_with_25_hours_has_one_midnight():
    # 25 October 2026: Prague turns its clocks back at 3:00.
    evening = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)
    assert moments.due(date(2026, 10, 25), now=evening).state == "today"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "now"), (47 * 60, "47 min"), (19 * 3600, "19 h"), (26 * 3600, "1 day"), (59 * 86400, "59 days"),
     (90 * 86400, "3 months"), (800 * 86400, "2 years")],
)  # fmt: skip
def test_a_distance_is_said_in_its_largest_unit(seconds, text):
    assert moments.since(NOW - timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Thu 19 Nov 2026 17:00"), ("cs", "čt 19. 11. 2026 17:00"), ("pl", "czw. 19.11.2026 17:00")],
)
def test_absolute_times_have_24_hours_and_the_order_of_the_language(language, text):
    with translation.override(language):
        assert moments.absolute(datetime(2026, 11, 19, 16, 0, tzinfo=UTC)) == text


def test_every_title_tells_the_absolute_time():
    assert moments.due(NOW - timedelta(hours=6), now=NOW).title == "Wed 18 Nov 2026 04:42"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Today, Wednesday 18 November"),
        ("cs", "Dnes, středa 18. listopadu"),
        ("pl", "Dzisiaj, środa 18 listopada"),
    ],
)
def test_today_is_named_in_headings(monkeypatch, language, text):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override(language):
        assert moments.heading(date(2026, 11, 18)) == text


def test_other_days_begin_with_a_capital(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override("cs"):
        assert moments.heading(date(2026, 10, 27)) == "Úterý 27. října"
        assert moments.heading(date(2025, 10, 27)) == "27. října 2025"
