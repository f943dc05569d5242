"""First starts that are cut short or begin empty."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, environment, eventually

pytestmark = pytest.mark.chaos


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


def test_without_the_demo_world_a_one_time_link_creates_the_administrator(folder: Path):
    installation = Installation(folder / "empty", "--no-demo").start()
    assert f"{installation.address}/setup/" in installation.said()
    assert installation.sql("select count(*) from people_user") == "0"
    installation.stop()
