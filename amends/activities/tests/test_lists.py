"""What the lists count."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amends.activities.lists import due_today_or_late, edges_of, late
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.kit.counting import count_together
from amends.kit.deadlines import end_of_day
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_queue, make_tag, make_ticket
from amends.vocabulary import Asker, Condition, Tree, compile_tree

pytestmark = pytest.mark.django_db


def counts_of(reader: User) -> dict[str, int]:
    edges = edges_of(reader)
    return count_together({"late": (late, edges), "late or today": (due_today_or_late, edges)})


@pytest.mark.req("R36")
@pytest.mark.parametrize("zone", ["Europe/Prague", "America/New_York", "Pacific/Auckland"])
def test_a_whole_day_is_today_wherever_the_reader_is(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_user(time_zone=zone)
    noon = datetime(2026, 11, 18, 12, tzinfo=ZoneInfo(zone))
    monkeypatch.setattr(timezone, "now", lambda: noon.astimezone(UTC))
    for number in (17, 18, 19):
        make_activity(assignee=reader, due_at=end_of_day(date(2026, 11, number)), all_day=True)
    assert counts_of(reader) == {"late": 1, "late or today": 2}


@pytest.mark.req("R36")
def test_an_hour_counts_by_the_clock_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_user(time_zone="Pacific/Auckland")
    noon = datetime(2026, 11, 18, 12, tzinfo=ZoneInfo("Pacific/Auckland"))
    monkeypatch.setattr(timezone, "now", lambda: noon.astimezone(UTC))
    for hours in (-1, 11, 13):
        make_activity(assignee=reader, due_at=noon + timedelta(hours=hours), all_day=False)
    assert counts_of(reader) == {"late": 1, "late or today": 2}


def test_activities_are_found_by_the_codes_of_their_tickets():
    ticket = make_ticket(status="waiting_return", queue=make_queue("east"))
    ticket.tags.add(make_tag("red"))
    activity, other = make_activity(ticket=ticket), make_activity(ticket=make_ticket(status="new"))
    for field, op, code in (
        ("ticket_status", "is", "warranty_claim.waiting_return"),
        ("ticket_queue", "is", "east"),
        ("ticket_tags", "has_any", "red"),
    ):
        asked = compile_tree(Tree.of(Condition(field=field, op=op, value=[code])), "activity", Asker.nobody())
        assert set(Activity.objects.filter(asked)) == {activity}
        assert set(Activity.objects.filter(~asked)) == {other}
