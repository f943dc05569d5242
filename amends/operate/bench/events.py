"""How long after a deed its rules have acted, among many rules and behind many other deeds.

A real worker process acts; this process does the deeds and looks on another connection for what has been committed.
From the commit of a deed to the commit of its rule's run: at a steady rate, at saturation, and for one person's deed
behind the consequences of a large act. Of the rules a third wait for another status, a third for another carrier, and a
third can't be looked up but must be asked; ten more wait each for one of ten carriers, so that each deed sets off one.
"""

import argparse
import threading
import time
from typing import Any

from amends.operate.bench.relay import worker
from amends.operate.bench.report import Report, at_least, at_most, percentile
from amends.operate.bench.world import fresh_world
from amends.operate.trouble import Trouble

WANTED = {
    "acted_p99_ms": at_most(250),
    "runs_per_s_at_saturation": at_least(300),
    "acted_behind_backlog_max_ms": at_most(500),
}
CARRIERS = 10
PATIENCE = 600
"""Seconds after which the worker counts as not working."""
LOOK = 0.005
"""Seconds between two looks for committed runs: what is measured is longer by up to that."""
BETWEEN = 0.5
"""Seconds between two deeds of the person who is behind a large act."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tickets", type=int, default=0, help="tickets that are there already (0)")
    parser.add_argument("--rules", type=int, default=100, help="rules that never act (100)")
    parser.add_argument("--rate", type=float, default=50, help="deeds a second (50)")
    parser.add_argument("--seconds", type=int, default=20, help="how long deeds are done at that rate (20)")
    parser.add_argument("--burst", type=int, default=3000, help="deeds done at once, for the saturation (3000)")
    parser.add_argument("--backlog", type=int, default=10_000, help="tickets of the large act (10000)")


def run(options: argparse.Namespace) -> Report:
    with fresh_world(options.tickets):
        _make_rules(options.rules)
        steady = int(options.rate * options.seconds)
        behind = 20
        tickets = _make_tickets(steady + options.burst + options.backlog + behind + 200)
        with worker():
            _deeds_at(options.rate, tickets[:200])  # the worker is up and warm
            del tickets[:200]
            figures = _steady(options.rate, tickets[:steady])
            figures |= _saturation(tickets[steady : steady + options.burst])
            rest = tickets[steady + options.burst :]
            figures |= _behind(rest[: options.backlog], rest[options.backlog :])
    scale = {name: getattr(options, name) for name in ("tickets", "rules", "rate", "seconds", "burst", "backlog")}
    return Report("events", scale, figures, WANTED)


def _steady(rate: float, tickets: list[int]) -> dict[str, float]:
    begun = time.perf_counter()
    lags = _deeds_at(rate, tickets)
    figures = {f"acted_p{percent}_ms": percentile(lags, percent) for percent in (50, 95, 99)}
    return figures | {"deeds_per_s": len(lags) / (time.perf_counter() - begun)}


def _saturation(tickets: list[int]) -> dict[str, float]:
    """Many deeds of one person, committed together; until the last rule has acted."""
    with _Watch(len(tickets)) as watch:
        _change_status(tickets, _person())
        begun = time.perf_counter()
        watch.wait()
    return {"runs_per_s_at_saturation": len(tickets) / (max(watch.seen.values()) - begun)}


def _behind(large: list[int], own: list[int]) -> dict[str, float]:
    """A person clicks every half second while the consequences of a large act are worked off."""
    from dataclasses import replace

    with _Watch(len(large) + len(own)) as watch:
        _change_status(large, replace(_person(), large=True))
        begun = time.perf_counter()
        done = {}
        for ticket in own:
            time.sleep(BETWEEN)
            _change_status([ticket], _person())
            done[ticket] = time.perf_counter()
        watch.wait()
    waiting = [ticket for ticket in own if done[ticket] < max(watch.seen[ticket] for ticket in large)]
    lags = [(watch.seen[ticket] - done[ticket]) * 1000 for ticket in waiting or own]
    return {
        "acted_behind_backlog_p50_ms": percentile(lags, 50),
        "acted_behind_backlog_max_ms": max(lags),
        "deeds_behind_backlog": len(waiting),
        "backlog_runs_per_s": len(large) / (max(watch.seen[ticket] for ticket in large) - begun),
    }


def _deeds_at(rate: float, tickets: list[int]) -> list[float]:
    """One deed after the other at that rate; milliseconds from each one's commit to that of its run."""
    done = {}
    with _Watch(len(tickets)) as watch:
        begun, person = time.perf_counter(), _person()
        for number, ticket in enumerate(tickets):
            time.sleep(max(0, begun + number / rate - time.perf_counter()))
            _change_status([ticket], person)
            done[ticket] = time.perf_counter()
        watch.wait()
    return [(watch.seen[ticket] - done[ticket]) * 1000 for ticket in tickets]


class _Watch:
    """Looks for committed runs from a thread and connection of its own: when was that of each ticket first seen?"""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.seen: dict[int, float] = {}
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._over = threading.Event()

    def __enter__(self) -> "_Watch":
        from amends.automations.models import Run

        self._runs = Run.objects.filter(pk__gt=Run.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
        self._thread.start()
        return self

    def _look(self) -> None:
        from django.db import connections

        while len(self.seen) < self.expected and not self._over.is_set():
            # runs commit in another order than that of their ids: all of them are looked at until all are there
            found = list(self._runs.values_list("subject_id", flat=True))
            now = time.perf_counter()
            for ticket in found:
                self.seen.setdefault(ticket, now)
            time.sleep(LOOK + len(found) / 50_000)
        connections.close_all()

    def wait(self) -> None:
        self._thread.join(PATIENCE)
        if len(self.seen) < self.expected:
            raise Trouble(f"{len(self.seen)} of {self.expected} rules acted in {PATIENCE} s.", "Run bin/doctor.")

    def __exit__(self, *_failure: object) -> None:
        self._over.set()


# --- The world ----------------------------------------------------------------------------------------------------


def _person() -> Any:
    from amends.journal.actors import Actor, ActorKind

    return Actor(ActorKind.PERSON, 1, "Petra Malá")


def _change_status(tickets: list[int], by: Any) -> None:
    from amends.tickets.actions import change_status_of_many
    from amends.tickets.models import Status

    change_status_of_many(tickets, to=Status.objects.get(code="warranty_claim.waiting_return"), by=by)


def _make_rules(others: int) -> None:
    from amends.automations.actions import create_rule
    from amends.journal.actors import Actor

    def make(name: str, becomes: str, *conditions: dict[str, Any]) -> None:
        where = {"field": "new", "op": "is", "value": [f"warranty_claim.{becomes}"]}
        create_rule(
            name=name,
            on={"kind": "ticket.status_changed", "where": {"version": 1, "all": [where]}},
            when={"version": 1, "all": list(conditions)},
            steps=[{"step": "create_activity", "name": "Check shipment delivery", "due": {"days": 7}}],
            by=Actor.system("bench"),
        )

    for number in range(others):
        late = {"field": "subject", "op": "contains", "value": f"something else {number}"}
        if number % 3 == 0:
            make(f"Other status {number}", "rejected", late)
        elif number % 3 == 1:
            make(f"Other carrier {number}", "waiting_return", {"field": "carrier", "op": "is", "value": [f"C{number}"]})
        else:
            make(f"Asked each time {number}", "waiting_return", late)
    for number in range(CARRIERS):
        mine = {"field": "carrier", "op": "is", "value": [f"Carrier {number}"]}
        make(f"Parcel watch {number}", "waiting_return", mine)


def _make_tickets(number: int) -> list[int]:
    from django.utils import timezone

    from amends.tickets.models import Status, Ticket

    now, new = timezone.now(), Status.objects.get(code="warranty_claim.new")
    made = Ticket.objects.bulk_create(
        (
            Ticket(
                number=f"X26-{index:06}",
                type_id=new.type_id,
                status=new,
                customer_name="Jana Nováková",
                subject="Broken zip",
                carrier=f"Carrier {index % CARRIERS}",
                created_at=now,
                updated_at=now,
            )
            for index in range(number)
        ),
        batch_size=2000,
    )
    return [ticket.pk for ticket in made]
