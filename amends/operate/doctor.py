"""`bin/doctor`: looks an installation over and says in sentences what is well and what is not.

Leaves with 1 when something is wrong, with 0 when there is at most something to know.
"""

import argparse
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import psycopg

from amends.operate import databases, instance, migrations, trouble
from amends.operate.places import SPACE_NEEDED, DataFolder, data_folder
from amends.operate.setup.packages import REQUIREMENTS, installed
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

Verdict = Literal["ok", "know", "wrong"]
MARKS: dict[Verdict, str] = {"ok": "ok   ", "know": "note ", "wrong": "WRONG"}
SILENT_AFTER = 60
"""Seconds without a sign of life after which a worker counts as gone. So does one whose last sign lies ahead: it was
given before the clock was set back, and whoever lives has given another since."""
WAITING_LONG = 300
"""Seconds: a job due for longer than this shows that no worker keeps up."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. The sentence of anything but `ok` says what to do as well."""

    verdict: Verdict
    sentence: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/doctor", description="Check an installation of Amends.")
    parser.add_argument("--data", metavar="DIR", help="data folder (./data)")
    data = data_folder(parser.parse_args().data)
    worst = False
    for finding in examine(data):
        say(f"{MARKS[finding.verdict]} {finding.sentence}")
        worst = worst or finding.verdict == "wrong"
    say("\nSomething needs your attention." if worst else "\nAll is well.")
    return int(worst)


def examine(data: DataFolder) -> Iterator[Finding]:
    """All findings, in the order in which one would look."""
    yield from _machine(data)
    if not databases.external() and not data.postgres.exists():
        yield Finding("wrong", f"There is no installation in {data.path}. Run bin/start, or name it with --data.")
        return
    yield from _permissions(data)
    running = instance.is_running(data)
    try:
        with databases.at_hand(data) as url, psycopg.connect(url) as connection:
            yield from _database(connection, url)
            yield from _worker(connection, running=running)
            yield from _readers(connection)
            yield from _letters(connection)
            yield from _rules(connection)
            yield from _feeds(connection)
    except (Trouble, psycopg.Error) as error:
        yield Finding("wrong", " ".join(str(error).split()))


def _machine(data: DataFolder) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", f"Python {version}.")
    if installed("base"):
        yield Finding("ok", "The packages are those of the lock file.")
    else:
        yield Finding(
            "know", f"The packages differ from {REQUIREMENTS.name}/base.txt; the next bin/start installs them."
        )
    existing = next(folder for folder in [data.path, *data.path.parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    verdict: Verdict = "ok" if free > 4 * SPACE_NEEDED else "know" if free > SPACE_NEEDED else "wrong"
    advice = "" if verdict == "ok" else " Free some, or Amends will not start for much longer."
    yield Finding(verdict, f"{free / 1e9:.1f} GB are free on the disk of the data folder.{advice}")


def _permissions(data: DataFolder) -> Iterator[Finding]:
    private = [data.secret_key, data.database_url, data.postgres, data.files, data.lock]
    open_ones = [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_ones:
        mode = "700" if path.is_dir() else "600"
        yield Finding("wrong", f"Other users may read {path}. Close it: chmod {mode} {path}")
    if not os.access(data.path, os.W_OK):
        yield Finding("wrong", f"You may not write to {data.path}. Run this as the user who starts Amends.")
    elif not open_ones:
        yield Finding("ok", "What is private in the data folder is closed to other users.")


def _database(connection: psycopg.Connection, url: str) -> Iterator[Finding]:
    version = connection.info.parameter_status("server_version")
    yield Finding("ok", f"The database answers: PostgreSQL {version}.")
    last = migrations.noted(url)
    if last is None:
        yield Finding("wrong", "The database has no tables. Run bin/start once.")
    elif last != migrations.fingerprint():
        yield Finding("know", "The tables are older than the code; the next bin/start brings them up to date.")
    else:
        yield Finding("ok", "The tables are up to date.")


def _worker(connection: psycopg.Connection, *, running: bool) -> Iterator[Finding]:
    if not _has(connection, "procrastinate_jobs"):
        return
    if running:
        alive = _count(
            connection,
            "select count(*) from procrastinate_workers"
            " where last_heartbeat between clock_timestamp() - make_interval(secs => %s) and clock_timestamp()",
            SILENT_AFTER,
        )
        if alive:
            yield Finding("ok", "A worker is alive.")
        else:
            yield Finding(
                "wrong", "No worker has given a sign of life for a minute. Look at the terminal of bin/start."
            )
    else:
        yield Finding("know", "Amends is not running, so no worker is.")
    overdue = _count(
        connection,
        "select count(*) from procrastinate_jobs job where status = 'todo' and coalesce(scheduled_at,"
        " (select max(at) from procrastinate_events where job_id = job.id)) < now() - make_interval(secs => %s)",
        WAITING_LONG,
    )
    stalled = _count(
        connection,
        "select count(*) from procrastinate_jobs job left join procrastinate_workers worker on worker.id = worker_id"
        " where job.status = 'doing' and coalesce(worker.last_heartbeat"
        " not between clock_timestamp() - make_interval(secs => %s) and clock_timestamp(), true)",
        SILENT_AFTER,
    )
    failed = _count(connection, "select count(*) from procrastinate_jobs where status = 'failed'")
    unheard = _count(
        connection,
        "select count(*) from procrastinate_jobs where status = 'failed' and jsonb_exists(args, 'event_ids')",
    )
    if overdue and running:
        were = _many(overdue, "job has", "jobs have")
        yield Finding("wrong", f"{were} been due for over five minutes: the worker does not keep up.")
    if stalled:
        advice = "A living worker takes them up again within a minute." if running else "The next start takes them up."
        were = _many(stalled, "job was", "jobs were")
        yield Finding("know", f"{were} left by a worker that is gone. {advice}")
    if unheard:
        have = _many(unheard, "job has", "jobs have")
        yield Finding(
            "wrong",
            f"{have} failed for good by which something was to follow from events: it never did. The worker's log says"
            " why. Once it is mended, bin/amends retry-jobs gives them one more try.",
        )
    if failed > unheard:
        have = _many(failed - unheard, "job has", "jobs have")
        yield Finding(
            "know", f"{have} failed for good in the last 30 days; bin/amends retry-jobs gives them one more try."
        )
    if not (overdue or stalled or failed):
        yield Finding("ok", "No job is stalled or has failed.")


def _readers(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _has(connection, "journal_failure"):
        return
    failing = connection.execute(
        "select reader, count(*), (array_agg(error order by id desc))[1]"
        " from journal_failure group by reader order by reader"
    ).fetchall()
    for reader, events, error in failing:
        yield Finding(
            "wrong",
            f"The reader {reader} fails on {_many(events, 'event', 'events')} ({error.splitlines()[0][:200]}). It is"
            " told again by itself; mend what the error names.",
        )
    if not failing:
        yield Finding("ok", "Every reader of events has heard what it was told.")


def _rules(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _has(connection, "automations_due"):
        return
    aside = _count(connection, "select count(*) from automations_due where failed_at is not null")
    held_up = _count(
        connection,
        "select count(*) from automations_due due where failed_at is null and exists (select from automations_due aside"
        " where aside.failed_at is not null and aside.subject_kind = due.subject_kind"
        " and aside.subject_id = due.subject_id and aside.event_id < due.event_id)",
    )
    if aside:
        waiting = f"{_many(held_up, 'later event waits', 'later events wait')} for that. " if held_up else ""
        yield Finding(
            "wrong",
            f"Rules failed to act on {_many(aside, 'event', 'events')}: table automations_due, column error. {waiting}"
            "It is tried again every hour; once it is mended, bin/amends retry-rules does so at once, with --give-up it"
            " is given up.",
        )


def _letters(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _has(connection, "outbox_letter"):
        return
    dead = _count(connection, "select count(*) from outbox_letter where state = 'dead'")
    if dead:
        yield Finding(
            "know",
            f"{_many(dead, 'e-mail', 'e-mails')} could not be delivered; administrators can send them again under"
            " Settings, Outbox.",
        )
    else:
        yield Finding("ok", "All e-mails were delivered or are still waiting.")


def _feeds(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _has(connection, "orders_shopfeed"):
        return
    failing = connection.execute(
        "select shop.code, feed.failing_since, feed.failures, (select failure from orders_orderimport run"
        " where run.shop_id = shop.id and is_fetched and state = 'failed' order by run.id desc limit 1)"
        " from orders_shopfeed feed join orders_shop shop on shop.id = feed.shop_id"
        " where feed.is_on and feed.failing_since is not null order by feed.failing_since, shop.code"
    ).fetchall()
    for shop, since, failures, reason in failing:
        yield Finding(
            "wrong",
            f"The feed of the shop {shop} has failed since {since:%Y-%m-%d %H:%M} ({_many(failures, 'time', 'times')},"
            f" {reason}). It is tried again by itself; Settings, Orders and shops says what to do.",
        )
    if not failing:
        yield Finding("ok", "No feed of a shop is failing.")


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _has(connection: psycopg.Connection, table: str) -> bool:
    return connection.execute("select to_regclass(%s)", [table]).fetchone() != (None,)


def _count(connection: psycopg.Connection, query: str, *values: object) -> int:
    row = connection.execute(query, values).fetchone()  # type: ignore[call-overload]
    return row[0] if row else 0


if __name__ == "__main__":
    trouble.run(main)
