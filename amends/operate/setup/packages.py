"""The virtual environment and the locked Python packages. Standard library only: it runs on the machine's Python.

    python -m amends.operate.setup.packages [base|dev] [MODULE ...]

With a module it goes on as that module in the environment: one process from the command to its end, so that whoever
stops the command stops set-up too.

One lock file with hashes serves two installers: uv, which is fast, and pip where uv can't be had.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from amends.operate import trouble
from amends.operate.places import PYTHON, ROOT, VENV, digest, write_private
from amends.operate.setup import checkout, stamps
from amends.operate.setup.runs import ToolFailed, run_logged
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / ".amends-packages"
FILES = stamps.Stamp(VENV / ".amends-files", VENV / "lib")
"""What the packages brought along, to notice when some of it has gone."""
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
SPACE_NEEDED = 1024**3
"""Bytes an environment takes, with room for what the installers unpack on the way."""


def main() -> None:
    wanted, *module = sys.argv[1:] or ["base"]
    if not installed(wanted):
        _refuse_closed()
        with checkout.writing(), stamps.one_at_a_time():
            if not installed(wanted):
                _install("dev" if wanted == "dev" or _had_dev() else "base")
    if module:
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), "-P", "-m", *module])  # noqa: S606 - no shell is wanted


def _fingerprint(name: str) -> str:
    return digest(REQUIREMENTS / f"{name}.txt", VERSION)


def _stamp() -> dict[str, str]:
    try:
        told = json.loads(_stamp_text())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _stamp_text() -> str:
    try:
        return STAMP.read_text()
    except OSError:
        return ""


def _had_dev() -> bool:
    return "dev" in _stamp() or bool(list(VENV.glob("lib/python*/site-packages/pytest")))


def installed(name: str) -> bool:
    """Whether the environment holds the packages of a lock file, `base` or `dev`, and all their files."""
    return os.access(PYTHON, os.X_OK) and _stamp().get(name) == _fingerprint(name) and FILES.is_fresh(_stamp_text())


def _refuse_closed() -> None:
    """Somebody else's environment may lead to a Python in their home, which is theirs alone."""
    if os.path.lexists(PYTHON) and not os.access(PYTHON, os.X_OK) and not os.access(VENV, os.W_OK):
        raise Trouble(
            f"You may not run the Python of {VENV}: it is {os.path.realpath(PYTHON)}, which is closed to you or gone.",
            f"Make a checkout of your own: git clone {ROOT} FOLDER.",
        )


def _install(name: str) -> None:
    say(f"Amends is setting itself up in {ROOT} (only when something has changed).")
    free = shutil.disk_usage(ROOT).free
    if free < SPACE_NEEDED:
        raise Trouble(
            f"Only {free // 1024**2} MB are free on the disk of {ROOT}; the packages need about 1 GB.",
            "Free some space and run the command again.",
        )
    # Without a stamp it is what a set-up cut short has left; installers take half a package for a whole one.
    broken = not _stamp_text() or FILES.is_damaged(_stamp_text())
    STAMP.unlink(missing_ok=True)
    try:
        _make_environment(anew=broken)
        _install_packages(REQUIREMENTS / f"{name}.txt")
    except ToolFailed as failed:
        raise failed.trouble() from failed
    # The dev set holds the base set, so its stamp speaks for both.
    told = json.dumps({part: _fingerprint(part) for part in sorted({"base", name})})
    FILES.write(told)
    write_private(STAMP, told)
    STAMP.chmod(0o644)


def _make_environment(*, anew: bool) -> None:
    """A virtual environment that works; one whose Python has gone or changed, or that is damaged, is made anew."""
    if not anew and _works():
        return
    if VENV.is_symlink():
        VENV.unlink()  # what it leads to is another checkout's: clearing would go there
    try:
        run_logged("Making the virtual environment", [sys.executable, "-m", "venv", "--clear", VENV])
    except ToolFailed as failed:
        if "ensurepip" in failed.output:
            raise Trouble(
                "This Python can't make virtual environments: its venv module is incomplete.",
                "On Debian and Ubuntu: apt install python3-venv. Then run the command again.",
            ) from failed
        raise


def _works() -> bool:
    asked: list[str | Path] = [PYTHON, "-c", "import sys; print(f'{sys.version_info.major}.{sys.version_info.minor}')"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    except OSError:
        told = ""
    return told == VERSION


def _install_packages(lock: Path) -> None:
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes"]
    uv = VENV / "bin" / "uv"
    try:
        if not uv.exists():
            run_logged("Fetching the installer", [*pip, "-r", REQUIREMENTS / "installer.txt"])
        packages: list[str | Path] = [uv, "pip", "sync", "--python", PYTHON, "--require-hashes", lock]
        run_logged("Installing Python packages", packages, {"UV_LINK_MODE": "copy"})
    except (ToolFailed, OSError):
        run_logged("Installing Python packages with pip", [*pip, "-r", lock])


if __name__ == "__main__":
    trouble.run(main)
