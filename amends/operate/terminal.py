"""What the commands of Amends print. Standard library only, see trouble.py."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe. A terminal that has gone away ends no work: the lines are dropped."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


_shared: list[bool] = []


def share_the_terminal() -> None:
    """From now on two processes tell what they do: in whole lines, none of which is written over."""
    _shared.append(True)


def draws() -> bool:
    """Whether a line may be written over as time passes."""
    return sys.stdout.isatty() and not _shared


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Tell what takes a moment while it is done, and afterwards how long it took."""
    begun = time.monotonic()
    if draws():
        print(f"  {doing} ...", end="", flush=True)
        yield
        say(f"\r  {doing}: {time.monotonic() - begun:.1f} s   ")
    else:
        say(f"  {doing} ...")
        yield
        say(f"  {doing}: {time.monotonic() - begun:.1f} s")
