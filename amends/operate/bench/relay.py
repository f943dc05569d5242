"""How fast events reach their readers, and how long after a deed its rule has acted.

Four measurements: the relay alone on a backlog (events a second, beside the best hand-written SQL for the same work),
a burst of jobs into a queue that was empty for a while (jobs a second: no job may cost a look at all others),
rules through a real worker process (runs a second), and the lag of single deeds through that worker: from the moment
before the deed's commit begins until the run's commit is seen from outside, so both commits are in it. The lag is taken
with one rule, and again beside a hundred whose conditions are false.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from amends.operate.bench.report import Report, at_least, at_most, percentile
from amends.operate.bench.world import fresh_world
from amends.operate.places import ROOT
from amends.operate.trouble import Trouble

WANTED = {
    "lag_p95_ms": at_most(250),
    "lag_100_rules_p95_ms": at_most(250),
    "ratio_to_sql": at_most(2.2),
    "burst_jobs_per_s": at_least(100),
}
ROUNDS = 3
"""How often either way is taken, one after the other; the median counts."""
QUIET = 2
"""Seconds without a job before the burst: about twenty looks into the queue."""
PATIENCE = 300
"""Seconds after which the worker counts as not working."""

BY_HAND = """
with claimed as materialized (
  select large, event_id from journal_pending order by large, event_id limit 500 for update skip locked
), taken as (
  delete from journal_pending using claimed
  where journal_pending.large = claimed.large and journal_pending.event_id = claimed.event_id
  returning journal_pending.event_id, journal_pending.large
), job as (
  insert into procrastinate_jobs (queue_name, task_name, priority, args)
  select 'now', 'bench.by_hand', 0, '{}' from taken limit 1
)
insert into automations_due (event_id, subject_kind, subject_id, large, error)
select event.id, 'ticket', about.subject_id, taken.large, ''
from taken join journal_event as event on event.id = taken.event_id
join journal_subject as about on about.event_id = event.id and about.kind = 'ticket'
where event.kind = 'ticket.status_changed' and event.payload ->> 'new' = 'warranty_claim.waiting_return'
"""
"""What the relay and the automations' reader do, with everything known beforehand."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tickets", type=int, default=0, help="tickets that are there already (0)")
    parser.add_argument("--backlog", type=int, default=20_000, help="events that wait for the relay (20000)")
    parser.add_argument("--burst", type=int, default=1_700, help="jobs that come at once (1700)")
    parser.add_argument("--runs", type=int, default=500, help="rule runs for the throughput (500)")
    parser.add_argument("--deeds", type=int, default=200, help="single deeds for the lag (200)")


def run(options: argparse.Namespace) -> Report:
    with fresh_world(options.tickets):
        figures = _backlog(options.backlog)
        with worker():
            _make_rule()
            _deed(_ticket())
            _wait_for(1)  # the worker is up and warm
            figures |= _burst(options.burst)
            figures |= _throughput(options.runs)
            figures |= _lag(options.deeds, "lag")
            for number in range(100):
                _make_rule(name=f"Never {number}", when={"field": "carrier", "op": "is", "value": [f"None {number}"]})
            _lag(5, "warm")
            figures |= _lag(options.deeds, "lag_100_rules")
    scale = {name: getattr(options, name) for name in ("tickets", "backlog", "burst", "runs", "deeds")}
    return Report("relay", scale, figures, WANTED)


def _backlog(events: int) -> dict[str, float]:
    """Every event is waited for by a rule, so that as many fall due as there are events."""
    from amends.journal.relay import relay_all

    rule = _make_rule()
    ways: dict[Callable[[], Any], list[float]] = {relay_all: [], _relay_by_hand: []}
    for _round in range(ROUNDS):
        for way, times in ways.items():
            _record(events)
            _tidy()
            begun = time.perf_counter()
            way()
            times.append(time.perf_counter() - begun)
            _forget_jobs()
    by_relay, by_hand = (statistics.median(times) for times in ways.values())
    rule.delete()
    return {
        "relay_events_per_s": events / by_relay,
        "sql_events_per_s": events / by_hand,
        "ratio_to_sql": by_relay / by_hand,
    }


def _tidy() -> None:
    """Neither way may find what the one before has left lying about."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE journal_pending, automations_due, procrastinate_jobs")


def _relay_by_hand() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        while cursor.rowcount:
            cursor.execute(BY_HAND)


def _burst(number: int) -> dict[str, float]:
    """Jobs with next to nothing to do; the worker has looked into an empty, analysed queue often enough to know it."""
    from amends.journal.jobs import relay
    from amends.kit.jobs import waiting

    _tidy()
    time.sleep(QUIET)
    begun = time.perf_counter()
    relay.defer_many([{}] * number)
    deadline = time.monotonic() + PATIENCE
    while waiting():
        if time.monotonic() > deadline:
            raise Trouble(f"The worker did not finish {number} jobs in {PATIENCE} s.", "Run bin/doctor to see why.")
        time.sleep(0.02)
    return {"burst_jobs_per_s": number / (time.perf_counter() - begun)}


def _throughput(runs: int) -> dict[str, float]:
    """Tickets change their status all at once; until the last rule has acted."""
    tickets = [_ticket() for _number in range(runs)]
    before, begun = _done(), time.perf_counter()
    for ticket in tickets:
        _deed(ticket)
    _wait_for(before + runs)
    return {"rule_runs_per_s": runs / (time.perf_counter() - begun)}


def _lag(deeds: int, name: str) -> dict[str, float]:
    """One deed at a time, the next when its rule has acted."""
    from django.db import transaction

    lags = []
    for _number in range(deeds):
        ticket, before = _ticket(), _done()
        with transaction.atomic():
            _deed(ticket)
            begun = time.perf_counter()
        _wait_for(before + 1, pause=0.001)
        lags.append((time.perf_counter() - begun) * 1000)
    return {f"{name}_p{percent}_ms": percentile(lags, percent) for percent in (50, 95, 99)}


# --- The world ----------------------------------------------------------------------------------------------------


@contextmanager
def worker() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "worker"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _actor() -> Any:
    from amends.journal.actors import Actor

    return Actor.system("bench")


def _make_rule(name: str = "Parcel watch", when: dict[str, Any] | None = None) -> Any:
    """The rule of the main story: a status makes an activity; `when` is a condition that the ticket must meet."""
    from amends.automations.actions import create_rule

    becomes = {"field": "new", "op": "is", "value": ["warranty_claim.waiting_return"]}
    return create_rule(
        name=name,
        on={"kind": "ticket.status_changed", "where": {"version": 1, "all": [becomes]}},
        when={"version": 1, "all": [when]} if when else None,
        steps=[{"step": "create_activity", "name": "Check shipment delivery", "due": {"days": 7}}],
        by=_actor(),
    )


def _ticket() -> Any:
    from amends.tickets.actions import create_ticket
    from amends.tickets.models import TicketType

    kind = TicketType.objects.get(code="warranty_claim")
    return create_ticket(type=kind, customer_name="Jana Nováková", subject="Broken zip", by=_actor())


def _deed(ticket: Any) -> None:
    from amends.tickets.actions import change_status
    from amends.tickets.models import Status

    change_status(ticket, to=Status.objects.get(code="warranty_claim.waiting_return"), by=_actor())


def _record(events: int) -> None:
    from django.db import transaction

    from amends.journal.recording import record_many
    from amends.tickets.events import TicketStatusChanged

    fact = TicketStatusChanged(old="warranty_claim.new", new="warranty_claim.waiting_return")
    with transaction.atomic():
        record_many([(fact, {"ticket": number}) for number in range(events)], by=_actor())


def _forget_jobs() -> None:
    from amends.automations.models import Due
    from amends.kit.jobs import forget_everything

    forget_everything()
    Due.objects.all().delete()


def _done() -> int:
    from amends.automations.models import Run

    return Run.objects.filter(state="done").count()


def _wait_for(runs: int, pause: float = 0.005) -> None:
    deadline = time.monotonic() + PATIENCE
    while _done() < runs:
        if time.monotonic() > deadline:
            raise Trouble(f"The worker did not finish {runs} runs in {PATIENCE} s.", "Run bin/doctor to see why.")
        time.sleep(pause)
