"""Remembering what was made from what, so that nothing is made twice. Standard library only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amends.operate.places import BUILD, write_private
from amends.operate.terminal import say


def fresh(stamp: Path, fingerprint: str) -> bool:
    """Whether the stamp was written for this very fingerprint."""
    try:
        return stamp.read_text() == fingerprint
    except OSError:
        return False


def write(stamp: Path, fingerprint: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    write_private(stamp, fingerprint)
    stamp.chmod(0o644)


def files_below(folder: Path, *patterns: str, but: tuple[str, ...] = ()) -> list[Path]:
    """The files that match, in a stable order; without those that have a folder named in `but` above them."""
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not set(path.relative_to(folder).parts[:-1]) & set(but))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together must not install into the same environment at once: the second one waits."""
    BUILD.mkdir(exist_ok=True)
    descriptor = os.open(BUILD / "setup.lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another set-up of this checkout is running; waiting for it.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
