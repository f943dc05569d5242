"""Logs that stay bounded while programs write to them. Standard library only, see trouble.py."""

import shutil
import time
from pathlib import Path

LARGEST = 10 * 1024 * 1024
"""Bytes of a log; as much again of what came before it is kept beside it."""
EVERY = 5.0
"""Seconds between two looks at the logs."""


def bound(log: Path) -> bool:
    """Put a log that has grown large aside as `NAME.1` in place of the one before, and let it begin anew; whether.

    Its writer keeps it open, so it is copied and emptied and not moved: whoever appends goes on at its new end.
    """
    if not log.exists() or log.stat().st_size <= LARGEST:
        return False
    kept = log.with_name(f"{log.name}.1")
    kept.touch(mode=0o600)
    with log.open("r+b") as full, kept.open("wb") as copy:
        full.seek(-LARGEST, 2)  # a log that grew past all bounds between two looks is kept no larger
        shutil.copyfileobj(full, copy)
        full.truncate(0)
    return True


class Logs:
    """The logs of a folder, looked at now and then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._next = 0.0

    def look(self) -> None:
        """Bound each; does nothing when that was just now. A full or closed disk is no reason to stop anything."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        for log in self.folder.glob("*.log"):
            try:
                bound(log)
            except OSError:
                continue
