"""`bin/test`: everything that proves Amends, or the quick part of it. Its last lines are pytest's own.

bin/test                  checks and all tests
bin/test --unit           the loop of a working hour: no browser, no killed processes, no checks of the whole code
bin/test [pytest's own]   e.g. bin/test amends/tickets -k workflow
"""

import os
import re
import shutil
import subprocess
import sys

from amends.operate import databases, trouble
from amends.operate.places import PYTHON, ROOT
from amends.operate.postgres.server import throwaway
from amends.operate.setup import everything
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
UNIT = ["-m", "not browser and not chaos and not slow", "--ignore=tests/checks", "--ignore=tests/load"]
TWO_PROCESSES = ["-n", "2", "--dist", "loadgroup"]
"""For everything at once; what a person selects is over before a second process has its database."""


def selectable(test: str) -> str:
    """The test's name as a command takes it: several processes append the group that keeps tests together."""
    return re.sub(r"@[^\]@]+$", "", test)


def main() -> int:
    words = sys.argv[1:]
    if words in (["-h"], ["--help"]):
        say(__doc__ or "")
        return 0
    unit = "--unit" in words
    words = [word for word in words if word != "--unit"]
    together = [] if _selected(words) else TWO_PROCESSES
    arguments = [*together, *(UNIT if unit else _without_missing_browser(words)), *words]
    everything.prepare()
    if databases.external():
        databases.require_usable(databases.external())
        return _pytest(arguments, databases.external())
    with throwaway() as server:
        return _pytest(arguments, server.url())


def _selected(words: list[str]) -> bool:
    """Whether the person named tests or processes herself."""
    return any(not word.startswith("-") or word.startswith(("-n", "-k")) for word in words)


def _pytest(arguments: list[str], database: str) -> int:
    environment = {**os.environ, "DATABASE_URL": database}
    try:
        return subprocess.call([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment)
    except KeyboardInterrupt:
        return 130


def _without_missing_browser(words: list[str]) -> list[str]:
    """Without a Chromium: on a person's machine the browser tests are left out aloud, in CI nothing runs at all."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return []
    if os.environ.get("CI"):
        raise Trouble("Chromium is missing, and CI must run the browser tests.", "Install Debian's package chromium.")
    say("\n*** NO CHROMIUM FOUND: THE BROWSER TESTS ARE LEFT OUT. Install it or set CHROMIUM=/path/to/it. ***\n")
    return [] if "-m" in words else ["-m", "not browser"]


if __name__ == "__main__":
    trouble.run(main)
