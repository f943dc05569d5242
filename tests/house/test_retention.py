"""What is old is deleted, oldest first, and what is kept is not even read."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from amends.automations.models import Run
from amends.automations.retention import runs
from amends.automations.tests.make import make_rule
from amends.journal.actors import Actor
from amends.journal.models import Event, Subject
from amends.journal.recording import record_many
from amends.journal.retention import events
from amends.kit import retention
from amends.kit.clock import clear_away
from amends.kit.retention import Retention, retentions
from amends.kit.testing import queries_of
from amends.orders.models import OrderImport, Shop
from amends.orders.retention import imports
from amends.outbox.models import Letter
from amends.outbox.retention import letters
from amends.tickets.events import TicketStatusChanged

pytestmark = pytest.mark.django_db


def long_ago(what: Retention) -> str:
    return f"now() - interval '{what.kept.days + 1} days'"


def age(table: str, column: str, what: Retention, ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update {table} set {column} = {long_ago(what)} where id = any(%s)", [ids])


def recorded(number: int) -> list[int]:
    fact = TicketStatusChanged(old="warranty_claim.new", new="warranty_claim.waiting_return")
    record_many([(fact, {"ticket": ticket}) for ticket in range(number)], by=Actor.clock())
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def test_old_events_go_with_their_subjects_chunk_by_chunk(monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 2)
    ids = recorded(6)
    age("journal_event", "at", events, ids[:5])
    clear_away()
    assert list(Event.objects.values_list("pk", flat=True)) == ids[5:]
    assert list(Subject.objects.values_list("event", flat=True)) == ids[5:]


def test_what_is_kept_is_read_no_further_than_its_oldest_chunk(monkeypatch):
    """The journal has a hundred million rows and no index by time."""
    monkeypatch.setattr(retention, "CHUNK", 2)
    recorded(9)
    sent = queries_of(lambda: events.delete_before(timezone.now() - events.kept))
    assert [statement for statement in sent if "LIMIT 2" not in statement] == []
    assert len(sent) == 1


def test_old_runs_go_and_their_events_stay():
    [event] = recorded(1)
    rule, now = make_rule(), timezone.now()
    for age_in_days in (0, 366):
        at = now - timedelta(days=age_in_days)
        Run.objects.create(
            rule=rule,
            subject_kind="ticket",
            subject_id=1,
            event_id=event,
            occurrence=f"event:{event}:{age_in_days}",
            act=Actor.clock().act,
            state="done",
            caused_at=at,
            started_at=at,
            finished_at=at,
        )
    runs.delete_before(now - runs.kept)
    assert Run.objects.get().started_at == now
    assert Event.objects.filter(pk=event).exists()


def test_an_e_mail_that_waits_is_kept_however_old():
    long = timezone.now() - letters.kept - timedelta(days=1)
    for state in ("waiting", "failed", "sent", "dead"):
        letter = Letter.objects.create(
            to="jana@example.com", message_id=state, state=state, created_at=long, sent_at=long
        )
        letter.tries.create(at=long)
    clear_away()
    assert set(Letter.objects.values_list("state", flat=True)) == {"waiting", "failed"}


def test_the_last_import_of_each_shop_stays():
    long = timezone.now() - imports.kept - timedelta(days=1)
    for shop in (Shop.objects.create(code="a", name="A"), Shop.objects.create(code="b", name="B")):
        for number in range(2):
            OrderImport.objects.create(
                shop=shop, file_name=f"{shop.code}{number}", format="csv", state="finished", size=1, finished_at=long
            )
    clear_away()
    assert set(OrderImport.objects.values_list("file_name", flat=True)) == {"a1", "b1"}


def test_sessions_that_ended_are_cleared():
    for key, days in (("over", -2), ("open", 2)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    clear_away()
    assert [session.session_key for session in Session.objects.all()] == ["open"]


def test_one_that_fails_stops_no_other_and_is_heard_of(monkeypatch):
    def fail(before):
        raise ZeroDivisionError

    monkeypatch.setitem(retention._retentions, " first", Retention(" first", timedelta(0), fail))
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(days=2))
    with pytest.raises(ExceptionGroup):
        clear_away()
    assert not Session.objects.exists()


def test_administrators_can_read_how_long_each_thing_is_kept():
    page = (settings.ROOT / "docs" / "administrators" / "retention.md").read_text()
    table = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert table == [f"| {each.what} | {in_words(each.kept)} |" for each in retentions()]


def in_words(kept: timedelta) -> str:
    years = round(kept.days / 365.25)
    number, unit = (years, "year") if years else (kept.days, "day")
    return f"{number} {unit}{'s' if number > 1 else ''}"
