"""An installation of the first version, upgraded, tells the same history and goes on where it stopped."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from amends.kit.testing import database_address

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAME = f"amends_upgrade_{os.getpid()}"


@pytest.fixture(scope="module")
def installation(django_db_setup) -> Iterator[str]:
    """The address of the first version's database, restored; its own name, beside the tests' database."""
    server = database_address()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE template0')  # type: ignore[call-overload]
    address = urlsplit(server)._replace(path=f"/{NAME}").geturl()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(gzip.decompress((HERE / "first-version.sql.gz").read_bytes()))
    yield address
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def before(installation: str) -> dict[str, list[tuple[Any, ...]]]:
    """What stood there before the upgrade."""
    asked = {
        "rules": 'SELECT name, is_on, "on"::text, "when"::text, steps::text, broken_reasons::text'
        " FROM automations_rule ORDER BY position, id",
        "runs": "SELECT rule.name, run.event_id, occurrence, act::text, state FROM automations_run run"
        " JOIN automations_rule rule ON rule.id = rule_id ORDER BY run.id",
        "notifications": "SELECT user_id, occurrence, reason, by, title FROM notifications_notification ORDER BY id",
    }
    with psycopg.connect(installation) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in asked.items()}  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def upgraded(installation: str, before: dict[str, Any]) -> dict[str, Any]:
    _run(installation, str(ROOT / "manage.py"), "migrate", "--noinput", "--verbosity", "0")
    return _told(installation)


def _run(address: str, *words: str) -> str:
    environment = {**os.environ, "DATABASE_URL": address}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _told(address: str, *words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_run(address, "-m", "tests.upgrade.telling", *words).splitlines()[-1])
    return told


def test_history_reads_the_same_with_actors_causes_and_subjects(upgraded):
    first = json.loads((HERE / "first-version.json").read_text())
    kept = [dict(event, subjects=_as_they_were(event["subjects"])) for event in upgraded["events"]]
    assert kept == first
    assert max(event["depth"] for event in kept) == 3


def _as_they_were(subjects: dict[str, int]) -> dict[str, int]:
    """The first version knew three kinds of subjects."""
    return {kind: number for kind, number in subjects.items() if kind in ("ticket", "contact", "order")}


def test_events_are_about_all_that_their_payload_always_named(upgraded):
    kinds = {kind for event in upgraded["events"] for kind in event["subjects"]}
    assert kinds == {"ticket", "contact", "order", "activity", "rule", "team", "user", "shop"}
    made = next(event for event in upgraded["events"] if event["sentence"] == "Activity Call the customer")
    done = next(event for event in upgraded["events"] if event["sentence"] == "Activity Call the customer completed")
    assert made["subjects"]["activity"] == done["subjects"]["activity"]


def test_rules_runs_and_notifications_are_those_that_were_there(before, upgraded):
    was = [[name, is_on, *(part and json.loads(part) for part in parts)] for name, is_on, *parts in before["rules"]]
    assert upgraded["rules"] == was
    assert [tuple(run[:5]) for run in upgraded["runs"]] == before["runs"]
    assert {run[4] for run in upgraded["runs"]} == {"done", "skipped", "failed", "stopped", "missed"}
    assert [tuple(bell[:5]) for bell in upgraded["notifications"]] == before["notifications"]


def test_what_readers_had_still_to_hear_is_heard_once(installation, before, upgraded):
    assert upgraded["pending"] == 5  # two whose readers' jobs waited, three that nobody had heard of
    settled = _told(installation, "settle")
    assert (settled["pending"], settled["failures"]) == (0, 0)
    runs = [run[0] for run in settled["runs"][len(before["runs"]) :]]
    assert sorted(runs) == sorted(["Parcel watch", "Mark watched", "Raise watched"] * 2)
    bells = settled["notifications"][len(before["notifications"]) :]
    assert [bell[2] for bell in bells].count("ticket_assigned") == 2
    assert len({(bell[0], bell[1]) for bell in settled["notifications"]}) == len(settled["notifications"])
    again = _told(installation, "settle")
    assert again == settled
