"""Remembering what was made from what, so that nothing is made twice. Standard library only."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amends.operate.places import BUILD, write_private
from amends.operate.terminal import say

_holding: list[int] = []
"""The descriptor of the lock while this process holds it."""


@dataclass(frozen=True)
class Stamp:
    """Says of a folder from what it was made, and which files of which size it held when it was done.

    It is taken away before anything is made and written last: what was cut short, or damaged since, is never taken
    for whole. Files that came later don't matter.
    """

    path: Path
    made: Path

    def is_fresh(self, fingerprint: str) -> bool:
        told = self._read()
        return told.get("of") == fingerprint and self._is_whole(told.get("files"))

    def is_damaged(self, fingerprint: str) -> bool:
        """Whether it was made from this very thing and is no longer as it was."""
        told = self._read()
        return told.get("of") == fingerprint and not self._is_whole(told.get("files"))

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def write(self, fingerprint: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        files = {os.path.relpath(path, self.made): os.lstat(path).st_size for path in _files(self.made)}
        write_private(self.path, json.dumps({"of": fingerprint, "files": files}))
        self.path.chmod(0o644)

    def _read(self) -> dict[str, object]:
        try:
            told = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _is_whole(self, files: object) -> bool:
        if not isinstance(files, dict) or not files:
            return False
        try:
            return all(os.lstat(f"{self.made}/{name}").st_size == size for name, size in files.items())
        except OSError:
            return False


def _files(folder: Path) -> Iterator[str]:
    """Every file below the folder, but what Python compiles as it goes."""
    for place, folders, names in os.walk(folder):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        yield from (f"{place}/{name}" for name in names)


def files_below(folder: Path, *patterns: str, but: tuple[str, ...] = ()) -> list[Path]:
    """The files that match, in a stable order; without those that have a folder named in `but` above them."""
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not set(path.relative_to(folder).parts[:-1]) & set(but))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together must not install into the same environment at once: the second one waits.

    The tools of set-up hold the lock too (`held`): should one outlive us, the next set-up waits for it.
    """
    BUILD.mkdir(exist_ok=True)
    descriptor = os.open(BUILD / "setup.lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another set-up of this checkout is running; waiting for it.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _holding.append(descriptor)
        yield
    finally:
        _holding.clear()
        os.close(descriptor)


def held() -> Iterable[int]:
    """What a tool of set-up has to inherit, so that the lock lasts as long as it does."""
    return tuple(_holding)
