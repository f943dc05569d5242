"""`bin/requirements`: which tests prove which requirement, and which requirement no test proves yet.

As a pytest plugin (`-p amends.operate.evidence`) it writes what the markers `req` of the collected tests say.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest

from amends.operate import trouble
from amends.operate.places import PYTHON, ROOT
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

LAST = 152
"""Requirements are numbered R1 to R152."""
TARGET = "AMENDS_EVIDENCE_FILE"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write {number: [test ids]} for all collected tests."""
    target = os.environ.get(TARGET)
    if not target:
        return
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item in session.items:
        numbers = {number for mark in item.iter_markers("req") for number in mark.args}
        for number in numbers:
            found[str(number)].append(item.nodeid)
    Path(target).write_text(json.dumps(found))


def collect() -> dict[str, list[str]]:
    """{number: test ids} in the order of the numbers; R1 to R152 are all there, proven or not."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [str(PYTHON), "-m", "pytest", "--collect-only", "-qq", "-p", "amends.operate.evidence"]
        environment = {**os.environ, TARGET: file.name, "PYTHONPATH": str(ROOT), "AMENDS_TESTING": "1"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        written = Path(file.name).read_text()
    if done.returncode or not written:
        raise Trouble(
            "The tests can't be collected: " + (done.stdout + done.stderr).strip()[-600:], "Run bin/test to see why."
        )
    found: dict[str, list[str]] = json.loads(written)
    numbers = {f"R{number}" for number in range(1, LAST + 1)} | set(found)
    return {number: sorted(found.get(number, [])) for number in sorted(numbers, key=_order)}


def _order(number: str) -> tuple[str, int]:
    parts = re.fullmatch(r"([A-Z]+)(\d+)", number)
    return (parts[1], int(parts[2])) if parts else (number, 0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/requirements", description="Requirements and the tests that prove them.")
    parser.add_argument("--json", action="store_true", help='print {"R45": ["test id", ...], ...}')
    options = parser.parse_args()
    found = collect()
    if options.json:
        say(json.dumps(found, indent=1))
        return 0
    for number, tests in found.items():
        say(f"{number:5} {len(tests)} tests" if tests else f"{number:5} -")
        for test in tests:
            say(f"        {test}")
    missing = [number for number, tests in found.items() if not tests]
    say(f"\n{len(found) - len(missing)} of {len(found)} have a test. Without one: {', '.join(missing) or 'none'}")
    return 0


if __name__ == "__main__":
    trouble.run(main)
