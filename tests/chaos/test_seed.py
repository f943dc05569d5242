"""Filling a database and taking everything out of it, by the commands."""

from pathlib import Path

import pytest

from tests.chaos.installation import Installation, run

pytestmark = pytest.mark.chaos


def test_an_installation_is_filled_emptied_and_begins_anew(folder: Path):
    installation = Installation(folder / "seeded", "--no-demo").start()
    data = ["--data", str(folder / "seeded")]
    filled = run("seed", "load", "--tickets", "60", *data)
    assert not filled.returncode, filled.stderr
    assert installation.sql("select count(*) from tickets_ticket") == "60"
    installation.stop()
    emptied = run("seed", "empty", "--yes", *data)
    assert not emptied.returncode, emptied.stderr
    installation.start()
    assert installation.sql("select count(*) from tickets_ticket") == "0"
    assert installation.sql("select count(*) from tickets_tickettype") == "2"
    assert "/setup/" in installation.said()
    installation.stop()
