"""`bin/check`: everything that can be said about the code without running the application.

All checks run, also after one has failed; each tells why it is there.
"""

import argparse
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from amends.operate import trouble
from amends.operate.places import ROOT, VENV
from amends.operate.setup.stamps import files_below
from amends.operate.terminal import say

HOUSE = ("-m", "pytest", "-m", "not chaos", "tests/house")
"""Without the recipes, whose own tests need a server: bin/test follows those."""
PYTHON_SOURCES = ("amends", "config", "tests", "conftest.py", "manage.py")


@dataclass(frozen=True)
class Check:
    """A program that leaves with 0 when it is content, and the reason for which it is asked."""

    name: str
    reason: str
    command: Sequence[str]

    def run(self) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
            "AMENDS_TESTING": "1",
            "AMENDS_SECRET_KEY": "only for checks",
            "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", "/tmp"),  # noqa: S108 - only silences a warning
        }
        return subprocess.run(
            self.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )


def checks() -> list[Check]:
    """The checks, longest first, because two run at a time."""
    bin_ = VENV / "bin"
    python = str(bin_ / "python")
    templates = [str(path.relative_to(ROOT)) for path in files_below(ROOT / "amends", "**/*.html")]
    return [
        Check("types", "names and types fit together", [str(bin_ / "mypy"), "--no-error-summary", *PYTHON_SOURCES[:3]]),
        Check("house", "what the linters can't see: the house's own rules", [python, *HOUSE]),
        Check("migrations", "models and tables agree", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Check("imports", "imports go down the stairs only", [str(bin_ / "lint-imports")]),
        Check("django", "settings, models and addresses are sound", [python, "manage.py", "check"]),
        Check("templates", "templates are indented alike", [str(bin_ / "djhtml"), "--check", *templates]),
        Check("lint", "no known mistake in Python", [str(bin_ / "ruff"), "check", "--quiet", *PYTHON_SOURCES]),
        Check("format", "Python is formatted alike", [str(bin_ / "ruff"), "format", "--check", *PYTHON_SOURCES]),
        Check("scripts", "shell scripts parse", ["bash", "-n", *_scripts()]),
    ]  # fmt: skip


def _scripts() -> list[str]:
    found = files_below(ROOT, "bin/*", "bin/lib/*.sh", ".ci/*")
    return [str(path) for path in found if path.read_bytes().startswith((b"#!/usr/bin/env bash", b"# Sourced"))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/check", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CHECK", help=f"only these: {', '.join(c.name for c in checks())}")
    wanted = parser.parse_args().names
    chosen = [check for check in checks() if not wanted or check.name in wanted]
    if unknown := set(wanted) - {check.name for check in chosen}:
        parser.error(f"there is no check {', '.join(sorted(unknown))}")
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for check, done in zip(chosen, pool.map(Check.run, chosen), strict=True):
            say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {check.name:12} {check.reason}")
            if done.returncode:
                failed.append(check.name)
                say("\n".join(f"       {line}" for line in done.stdout.rstrip().splitlines()))
    if failed:
        say(f"\n{len(failed)} of {len(chosen)} checks failed: {', '.join(failed)}.")
        return 1
    say(f"\nAll {len(chosen)} checks passed.")
    return 0


if __name__ == "__main__":
    trouble.run(main)
