"""For developers: noticing that a source has changed."""

import time
from collections.abc import Callable

from amends.operate.places import ROOT
from amends.operate.setup import everything
from amends.operate.setup.stamps import files_below
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

EVERY = 1.0
"""Seconds between two looks at the sources."""
PATTERNS = (
    "amends/**/*.py",
    "amends/**/*.html",
    "amends/**/*.po",
    "config/**/*.py",
    "frontend/src/**/*",
    "frontend/styles/**/*",
)


class Watcher:
    """Calls `changed` after sources have changed and what is built of them is built again."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._seen = _state()
        self._next = time.monotonic() + EVERY

    def look(self) -> None:
        """Compare with the last look; does nothing when that was just now."""
        if time.monotonic() < self._next:
            return
        now = _state()
        if now != self._seen:
            different = {path for path, _time in now.items() ^ self._seen.items()}
            self._seen = now
            say(f"  Changed: {', '.join(sorted(different)[:3])}. Starting again.")
            try:
                everything.prepare()
                self._changed()
            except Trouble as trouble:
                say(f"  {trouble}")
        self._next = time.monotonic() + EVERY


def _state() -> dict[str, int]:
    """Path below the checkout and time of change of every source, in nanoseconds."""
    state = {}
    for path in files_below(ROOT, *PATTERNS):
        try:
            state[str(path.relative_to(ROOT))] = path.stat().st_mtime_ns
        except FileNotFoundError:  # gone since it was listed
            continue
    return state
