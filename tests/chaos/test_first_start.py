"""First starts that are cut short or begin empty."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from amends.operate import tables
from amends.operate.places import BUILD
from tests.chaos.installation import PATIENCE, Installation, environment, eventually

pytestmark = pytest.mark.chaos


@pytest.fixture
def nothing_kept() -> None:
    """No installation of this checkout has left its tables for the next one: migrations make them."""
    for kept in BUILD.glob(tables.KEPT):
        kept.unlink(missing_ok=True)


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("moment", ["Starting the database", "Making the tables", "Loading the demo world"])
def test_a_first_start_killed_at_any_step_begins_anew(folder: Path, moment: str):
    installation = Installation(folder / f"killed-{moment.split()[-1]}", "--no-demo")
    demo = ["--no-demo"] if moment != "Loading the demo world" else []
    with installation.output.open("wb") as output:
        started = subprocess.Popen(
            [installation.root / "bin" / "start", "--data", installation.data.path, "--port", "0", *demo],
            env=environment(), stdout=output, stderr=output,
        )  # fmt: skip
    eventually(lambda: moment in installation.said() or started.poll() is not None, moment)
    assert moment in installation.said()
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    installation.start()
    assert installation.sql("select count(*) from people_user") == "0", "nothing is left of the half-made start"
    assert not installation.data.unfinished.exists()
    installation.stop()


def test_the_next_installation_of_a_checkout_reads_its_tables_back_unless_they_are_damaged(
    folder: Path, nothing_kept: None
):
    def columns(name: str) -> str:
        installation = Installation(folder / name, "--no-demo").start()
        column = "concat_ws('.', table_name, column_name, data_type)"
        told = installation.sql(
            f"select string_agg({column}, ' ' order by {column}) from information_schema.columns"
            " where table_schema = 'public'"
        )
        installation.stop()
        return told

    made = columns("made")
    [kept] = BUILD.glob(tables.KEPT)
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(tables.LAST, b"CREATE TABLE public.read_back (id int);\n" + tables.LAST))
    assert tables.LAST in whole[-200:]
    assert "read_back.id.integer" in columns("read-back")
    between_two_statements = whole.rindex(b";\n\n", 0, len(whole) * 9 // 10) + 2
    for damaged in (whole[:between_two_statements], whole[: len(whole) // 2] + b"nonsense;\n" + tables.LAST):
        kept.write_bytes(damaged)
        assert columns(f"damaged-{len(damaged)}") == made
        [mended] = BUILD.glob(tables.KEPT)
        assert mended.stat().st_size > len(whole) * 0.9


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_while_the_tables_are_made_ends_without_a_traceback(folder: Path, by: int):
    """As a terminal does it: to every process of the group at once."""
    installation = Installation(folder / f"stopped-{by}", "--no-demo")
    with installation.output.open("wb") as output:
        started = subprocess.Popen(
            [installation.root / "bin" / "start", "--data", installation.data.path, "--port", "0", "--no-demo"],
            env=environment(), stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    eventually(lambda: "Making the tables" in installation.said() or started.poll() is not None, "the tables")
    os.killpg(started.pid, by)
    assert started.wait(PATIENCE) == 0
    assert "Amends has stopped." in installation.said()
    assert "Traceback" not in installation.said()
    installation.start()
    installation.stop()


def test_without_the_demo_world_a_one_time_link_creates_the_administrator(folder: Path):
    installation = Installation(folder / "empty", "--no-demo").start()
    assert f"{installation.address}/setup/" in installation.said()
    assert installation.sql("select count(*) from people_user") == "0"
    installation.stop()
