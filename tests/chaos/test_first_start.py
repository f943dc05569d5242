"""First starts that are cut short or begin empty, and copies of a whole installation."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, environment, eventually, run

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("moment", ["Starting the database", "Making the tables", "Loading the demo world"])
def test_a_first_start_killed_at_any_step_begins_anew(folder: Path, moment: str):
    installation = Installation(folder / f"killed-{moment.split()[-1]}")
    with installation.output.open("wb") as output:
        started = subprocess.Popen(
            [installation.root / "bin" / "start", "--data", installation.data.path, "--port", "0"],
            env=environment(), stdout=output, stderr=output,
        )  # fmt: skip
    eventually(lambda: moment in installation.said() or started.poll() is not None, moment)
    assert moment in installation.said()
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    installation.start()
    assert "Sign in as one of:" in installation.said()
    assert not installation.data.unfinished.exists()
    installation.stop()


def test_without_the_demo_world_a_one_time_link_creates_the_administrator(folder: Path):
    installation = Installation(folder / "empty", "--no-demo").start()
    assert f"{installation.address}/setup/" in installation.said()
    assert installation.sql("select count(*) from people_user") == "0"
    installation.stop()


def test_a_backup_restored_into_an_empty_folder_is_the_same_data(installation: Installation, folder: Path):
    """Taken while Amends runs; database, uploads and signing key, and a second restore is refused."""
    upload = installation.data.files / "claims" / "photo.txt"
    upload.parent.mkdir(parents=True)
    upload.write_text("příloha")
    kept, copy = folder / "kept.tar", folder / "copy"
    assert run("db", "backup", str(kept), "--data", str(installation.data.path)).returncode == 0
    installation.stop()
    assert run("db", "restore", str(kept), "--data", str(copy)).returncode == 0
    restored = Installation(copy)
    assert (copy / "files" / "claims" / "photo.txt").read_text() == "příloha"
    assert restored.data.secret_key.read_text() == installation.data.secret_key.read_text()
    assert _content(copy) == _content(installation.data.path)

    again = run("db", "restore", str(kept), "--data", str(copy))
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    restored.start()
    assert "Making the tables" not in restored.said()
    restored.stop()


VOLATILE = ("procrastinate_", "django_session", "django_cache")
"""Tables that the worker and visitors write to while a backup is taken."""


def _content(data: Path) -> list[str]:
    """Every table with its number of rows and a fingerprint of them all."""
    tables = Installation(data).sql(
        "select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public'"
    )
    steady = [table for table in tables.split(",") if not table.startswith(VOLATILE)]
    rows = " union all ".join(
        f"select '{table}:' || count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
        f" as line from {table} t"
        for table in steady
    )
    return Installation(data).sql(f"select string_agg(line, ' ' order by line) from ({rows}) s").split()
