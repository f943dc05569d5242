"""How long a start takes, first and later ones, and how much memory a running installation keeps.

Drives the real bin/start on a data folder of its own. The first start includes making the database, the tables and the
demo world in a checkout that is set up; in a bare clone of this repository it includes the packages and the front end.
A checkout that has made an installation before keeps its tables (amends.operate.tables); one without them migrates.
"""

import argparse
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from amends.operate.bench.report import Report, at_most, median_of
from amends.operate.places import BUILD, ROOT
from amends.operate.tables import KEPT
from amends.operate.trouble import Trouble

WANTED = {
    "fresh_clone_start_s": at_most(45),
    "cold_start_s": at_most(20),
    "warm_start_s": at_most(5),
    "stop_s": at_most(10),
}
"""On two quiet cores: in a bare clone, in a checkout that is set up, and once the data is there too."""
MEGABYTE = 1024 * 1024


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=3, help="warm starts to take the median of (3)")
    parser.add_argument("--no-clone", action="store_true", help="leave out the very first start in a bare clone")


def run(options: argparse.Namespace) -> Report:
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if not options.no_clone:
            subprocess.run(["git", "clone", "--quiet", ROOT, folder / "clone"], check=True)
            figures["fresh_clone_start_s"] = Run(folder / "clone-data", folder / "clone").finish().start_s
        Run(folder / "warm-up").finish()  # what set-up has to do in this checkout is not part of a start
        for kept in BUILD.glob(KEPT):
            kept.unlink()
        figures["cold_start_migrating_s"] = Run(folder / "migrating").finish().start_s
        figures["cold_start_s"] = Run(folder / "data").finish().start_s
        last = Run(folder / "data")
        figures["resident_mb"] = last.resident_mb()
        last.finish()
        figures["stop_s"] = last.stop_s
        figures["warm_start_s"] = median_of(options.runs, lambda: Run(folder / "data").finish().start_s)
    wanted = {name: bound for name, bound in WANTED.items() if name in figures}
    return Report("start", {"warm_runs": options.runs}, figures, wanted)


class Run:
    """One bin/start, ready when it is made: `start_s` seconds from the command to the first answered page."""

    def __init__(self, data: Path, root: Path = ROOT) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "AMENDS_DATA")}
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [root / "bin" / "start", "--data", data, "--port", "0"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Amends is ready" in line:
                break
        else:
            raise Trouble("bin/start did not come up: " + "".join(said)[-500:], "Run it by hand to see why.")
        self.start_s = time.monotonic() - begun
        self.stop_s = 0.0

    def finish(self) -> "Run":
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()
        self.stop_s = time.monotonic() - begun
        return self

    def resident_mb(self) -> float:
        """Memory of the supervisor and all below it; pages that processes share are counted once (Linux)."""
        kilobytes = 0
        for pid in _family(self.process.pid):
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:  # it ended since
                continue
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return kilobytes * 1024 / MEGABYTE


def _family(pid: int) -> set[int]:
    """A process and everything that descends from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family
