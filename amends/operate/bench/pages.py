"""How long pages take at any size of the shop, whole requests beside hand-written SQL for the same rows.

Every list by filter, order, reader and rarity; one ticket with a short and a very long history; the palette; the API. A
request goes to a real web server and comes back compressed, one after another; the statement beside it fetches the same
rows in the same run. Then eight clients at once read a mix of pages.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from amends.operate.bench.report import Bound, Report, at_least, at_most
from amends.operate.bench.visits.browsers import door, pages_a_second, web_server
from amends.operate.bench.visits.rows import Row, all_rows
from amends.operate.bench.visits.statements import fetch
from amends.operate.bench.world import fresh_world, world_at

TIMES, ALLOWANCE_MS = 5, 25
"""A request may take so many times as long as its SQL by hand, and so many milliseconds for everything else."""
NAMED = {
    "tickets_open_agent": 25,
    "activities_week_agent": 25,
    "ticket_short_agent": 40,
    "ticket_long_agent": 60,
    "palette_common_agent": 25,
}
"""What is wanted of these at any size, ms."""
READERS = {"agent": "agent-1", "limited": "limited", "administrator": "administrator"}
MIX = ("tickets_open_agent", "tickets_due_agent", "activities_week_agent", "ticket_short_agent", "palette_common_agent")
"""What the eight clients read."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tickets", type=int, default=10_000, help="tickets in the world (10000)")
    parser.add_argument("--rounds", type=int, default=7, help="requests to take the median of (7)")
    parser.add_argument("--database", help="measure this database, which bin/seed load has filled, and load nothing")
    parser.add_argument("--only", default="", help="only rows whose name has this text")


def run(options: argparse.Namespace) -> Report:
    with world_at(options.database) if options.database else fresh_world(options.tickets):
        rows = [row for row in all_rows() if options.only in row.name]
        with web_server() as port:
            figures, wanted = _measure(rows, options.rounds, port)
            if not options.only:
                paths = [row.path for row in rows if row.name in MIX]
                figures["clients_8_requests_per_s"] = pages_a_second(paths, port)
                wanted["clients_8_requests_per_s"] = at_least(60)
        return Report("pages", {"tickets": _count()}, figures, wanted)


def _count() -> int:
    from amends.tickets.models import Ticket

    return int(Ticket.objects.count())


def _measure(rows: list[Row], rounds: int, port: int) -> tuple[dict[str, float], dict[str, Bound]]:
    figures: dict[str, float] = {}
    wanted: dict[str, Bound] = {}
    ask = {reader: door(f"load-{name}@example.com", port) for reader, name in READERS.items()}
    for row in rows:
        by_hand = _median(lambda row=row: fetch(row.sql), rounds)  # type: ignore[misc]
        whole = _median(lambda row=row: ask[row.reader](row.path), rounds)  # type: ignore[misc]
        figures[f"{row.name}_ms"], figures[f"{row.name}_sql_ms"] = whole, by_hand
        most = TIMES * by_hand + ALLOWANCE_MS
        wanted[f"{row.name}_ms"] = at_most(round(min(most, NAMED.get(row.name, most)), 1))
    return figures, wanted


def _median(deed: Callable[[], object], rounds: int) -> float:
    deed()
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        deed()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)
