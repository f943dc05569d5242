"""What follows the packages, in its order. Runs in the environment that packages.py has made.

    python -m amends.operate.setup.everything

makes what pages are made of, for a parent that does something else meanwhile (`beside`).
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from amends.operate import trouble
from amends.operate.places import PYTHON, ROOT
from amends.operate.setup import catalogues, checkout, frontend, stamps, static
from amends.operate.terminal import share_the_terminal


def prepare() -> None:
    """Bring bundles, catalogues and collected files up to date. Writes nothing when they are."""
    prepare_words()
    prepare_pages()


def prepare_words() -> None:
    """What the application reads wherever it runs."""
    if not catalogues.is_ready():
        with checkout.writing(), stamps.one_at_a_time():
            catalogues.ensure()


def prepare_pages() -> None:
    """What only the web server needs."""
    if frontend.is_ready() and static.is_ready():
        return
    with checkout.writing(), stamps.one_at_a_time():
        frontend.ensure()
        static.ensure()


@contextmanager
def pages_beside() -> Iterator[Callable[[], None]]:
    """Prepare the pages while the block does something else; it calls what it is given when it needs them.

    They are made by a process of their own, which ends with the block, and with us, however we end (keeper.py).
    """
    if frontend.is_ready() and static.is_ready():
        yield lambda: None
        return
    share_the_terminal()
    making = [str(PYTHON), "-P", "-m", "amends.operate.setup.everything"]
    kept = [str(PYTHON), "-P", "-m", "amends.operate.setup.keeper", str(os.getpid()), *making]
    process = subprocess.Popen(kept, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        yield lambda: _wait_for(process)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    """Leave when they could not be made; why was said already."""
    if process.wait():
        raise SystemExit(1)


def main() -> None:
    share_the_terminal()
    prepare_pages()


if __name__ == "__main__":
    trouble.run(main)
