"""What the doctor says of work in the background."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from amends.automations.tests.make import put_aside
from amends.journal.actors import Actor
from amends.journal.models import Failure
from amends.journal.tests.make import see_probe
from amends.kit import jobs
from amends.kit.testing import fail_job
from amends.operate import doctor
from amends.operate.doctor import Finding
from amends.orders.actions.feeds import set_feed
from amends.orders.models import OrderImport, ShopFeed
from amends.orders.tests.make import make_shop
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db


def findings(look: Any, **words: Any) -> list[Finding]:
    connection.ensure_connection()
    return list(look(connection.connection, **words))


def fail_reader(reader: str, times: int) -> None:
    for _time in range(times):
        Failure.objects.create(reader=reader, event=see_probe(), error="Oh", next_try_at=timezone.now())


def test_events_are_counted_in_grammatical_sentences():
    fail_reader("notifications", 1)
    fail_reader("webhooks", 2)
    one, two = findings(doctor._readers)
    assert "fails on 1 event (" in one.sentence
    assert "fails on 2 events (" in two.sentence


def test_a_failed_job_of_a_reader_is_wrong_and_another_is_to_know():
    fail_job("amends.outbox.jobs.deliver")
    [finding] = [one for one in findings(doctor._worker, running=False) if "failed" in one.sentence]
    assert (finding.verdict, finding.sentence[:9]) == ("know", "1 job has")
    fail_job("amends.notifications.jobs.tell_of_events", '{"event_ids": [1]}')
    verdicts = [one.verdict for one in findings(doctor._worker, running=False) if "failed" in one.sentence]
    assert verdicts == ["wrong", "know"]


def test_failed_jobs_are_given_one_more_try_by_command():
    fail_job("amends.outbox.jobs.deliver")
    call_command("retry_jobs")
    assert jobs.failed() == []
    with connection.cursor() as cursor:
        cursor.execute("select status, attempts from procrastinate_jobs")
        assert cursor.fetchall() == [("todo", 1)]


def test_what_waits_for_an_event_that_was_put_aside_is_told():
    assert findings(doctor._rules) == []
    put_aside(make_ticket().pk, 5, 6, 7)
    [finding] = findings(doctor._rules)
    assert finding.verdict == "wrong"
    assert "act on 1 event:" in finding.sentence
    assert "2 later events wait for that" in finding.sentence


@pytest.mark.parametrize(
    ("beat", "verdict"),
    [("now()", "ok"), ("now() - interval '2 minutes'", "wrong"), ("now() + interval '1 hour'", "wrong")],
)
def test_a_worker_whose_last_sign_of_life_is_old_or_lies_ahead_is_gone(beat: str, verdict: str):
    with connection.cursor() as cursor:
        cursor.execute(f"insert into procrastinate_workers (last_heartbeat) values ({beat}) returning id")
        [worker] = cursor.fetchone()
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " values ('soon', 'amends.probe', '{}', 'doing', %s)",
            [worker],
        )
    found = findings(doctor._worker, running=True)
    assert found[0].verdict == verdict
    assert any("left by a worker that is gone" in one.sentence for one in found) is (verdict == "wrong")


def test_jobs_that_wait_too_long_are_counted_with_and_without_a_moment_of_their_own():
    """Ordinary ones are due from when they were deferred; one retried later is due then."""
    for later in ("null", "now() - interval '6 minutes'", "now() + interval '1 hour'", "null"):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, args, scheduled_at)"
                f" values ('soon', 'amends.probe', '{{}}', {later}) returning id"
            )
            [job] = cursor.fetchone()
            age = "6 minutes" if later != "null" or job % 2 else "4 minutes"
            cursor.execute("update procrastinate_events set at = now() - %s::interval where job_id = %s", [age, job])
    [finding] = [one for one in findings(doctor._worker, running=True) if "over five minutes" in one.sentence]
    assert (finding.verdict, finding.sentence[:11]) == ("wrong", "2 jobs have")


def test_a_feed_of_a_shop_that_fails_is_told():
    shop = make_shop("outdoor")
    set_feed(shop, url="https://shop.example/orders.xml?hash=x", format="xml", by=Actor.system("test"))
    assert [one.verdict for one in findings(doctor._feeds)] == ["ok"]
    ShopFeed.objects.update(failing_since="2026-11-28T10:00Z", failures=3)
    OrderImport.objects.create(shop=shop, is_fetched=True, state="failed", failure="unreachable", format="xml")
    [finding] = findings(doctor._feeds)
    assert finding.verdict == "wrong"
    assert "The feed of the shop outdoor has failed since 2026-11-28" in finding.sentence
    assert "3 times, unreachable" in finding.sentence
    assert "hash" not in finding.sentence
