"""How a deadline stands is one answer: for the row that shows it, the preset that lists it and the numbers (Q14)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from amends.activities.lists import due_today_or_late, edges_of, late
from amends.activities.models import Activity
from amends.activities.presets import PRESETS
from amends.activities.tests.make import make_activity
from amends.kit.counting import count_together
from amends.kit.deadlines import Standing, day_of, settle, standing
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import Asker

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
ZONES = ["Europe/Prague", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
MINUTES = st.timedeltas(timedelta(days=-1), timedelta(days=1)).map(
    lambda span: timedelta(minutes=span // timedelta(minutes=1))
)
DUE = st.integers(-3 * 24 * 60, 10 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
DEADLINES = st.lists(st.tuples(DUE, st.booleans()), min_size=1, max_size=6)

PRAGUES_18TH = [(timedelta(hours=10), True)]
AT_NIGHT = timedelta(hours=14)
"""Two in the morning of the 19th in Prague, eight in the evening of the 18th in New York."""


@pytest.mark.req("R7", "R8", "R9", "R10")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEADLINES, MINUTES, st.sampled_from(ZONES))
@example(PRAGUES_18TH, AT_NIGHT, "America/New_York")
@example(PRAGUES_18TH, timedelta(hours=9), "Asia/Tokyo")
@example([(timedelta(0), False)], timedelta(0), "Europe/Prague")
def test_what_is_shown_listed_and_counted_says_the_same_of_a_deadline(
    client: Client, deadlines: Sequence[tuple[timedelta, bool]], later: timedelta, zone: str
) -> None:
    now, ticket = NOW + later, make_ticket()
    Activity.objects.all().delete()
    reader = make_user(time_zone=zone)
    activities = _made(deadlines, reader, ticket)
    stand = {
        one.pk: standing(one.due_at, all_day=one.all_day, now=now, zone=ZoneInfo(zone))
        for one in activities
        if one.due_at
    }
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: now)
        _assert_listed_so(reader, stand)
        _assert_counted_so(reader, stand)
        _assert_shown_so(client, reader, stand)
        assert {one.pk for one in activities if one.is_late} == _of(stand, Standing.LATE)


@given(DUE, st.booleans(), MINUTES, st.sampled_from(ZONES))
def test_a_deadline_is_late_once_its_minute_or_its_day_has_gone_by_whoever_looks(
    due: timedelta, all_day: bool, later: timedelta, zone: str
) -> None:
    now, due_at = NOW + later, settle(NOW + due, all_day=all_day)
    assert due_at
    is_late = standing(due_at, all_day=all_day, now=now, zone=ZoneInfo(zone)) is Standing.LATE
    assert is_late is (day_of(now) > day_of(due_at) if all_day else now >= due_at)


def _made(deadlines: Sequence[tuple[timedelta, bool]], assignee: User, ticket: Ticket) -> list[Activity]:
    return [
        make_activity(ticket=ticket, assignee=assignee, due_at=settle(NOW + due, all_day=all_day), all_day=all_day)
        for due, all_day in deadlines
    ]


def _of(stand: dict[int, Standing], *wanted: Standing) -> set[int]:
    return {pk for pk, how in stand.items() if how in wanted}


def _assert_listed_so(reader: User, stand: dict[int, Standing]) -> None:
    asker = Asker.of(reader)
    listed = {
        code: set(Activity.objects.filter(preset.condition(asker)).values_list("pk", flat=True))
        for code, preset in PRESETS.items()
    }
    assert listed["delayed"] == _of(stand, Standing.LATE)
    assert listed["today"] == _of(stand, Standing.TODAY)
    assert listed["week"] | listed["later"] == _of(stand, Standing.TODAY, Standing.AHEAD)
    assert listed["today"] <= listed["week"]
    assert not listed["week"] & listed["later"]


def _assert_counted_so(reader: User, stand: dict[int, Standing]) -> None:
    edges = edges_of(reader)
    assert count_together({"late": (late, edges), "due": (due_today_or_late, edges)}) == {
        "late": len(_of(stand, Standing.LATE)),
        "due": len(_of(stand, Standing.LATE, Standing.TODAY)),
    }


def _assert_shown_so(client: Client, reader: User, stand: dict[int, Standing]) -> None:
    client.force_login(reader)
    answer = client.get("/activities?preset=all")
    items = re.findall(r'<li class="act (\w*)" id="activity-(\d+)".*?class="due (\w+)"', answer.text, re.DOTALL)
    states = {Standing.LATE: {("over", "over")}, Standing.TODAY: {("today", "today")}}
    ahead = {("", "soon"), ("", "later")}
    assert len(items) == len(stand)
    assert all((row, due) in states.get(stand[int(pk)], ahead) for row, pk, due in items)
    tabs = {str(tab.label): int(tab.count) for tab in answer.context["list"].tabs}
    assert tabs["Delayed"] == len(_of(stand, Standing.LATE))
    assert tabs["Today"] == len(_of(stand, Standing.TODAY))
