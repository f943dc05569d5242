"""Failures that were foreseen: one clear sentence and what to do, never a traceback.

Standard library only: set-up runs this with whatever Python is on the machine, before any package is installed.
"""

import sys
from collections.abc import Callable
from typing import NoReturn


class Trouble(Exception):
    """Something outside the program is not as it must be.

    `what` says in one sentence what is wrong, `remedy` what the person can do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n  {self.remedy}"


def run(main: Callable[[], int | None]) -> NoReturn:
    """Run a command line's main function and leave with its exit code; a Trouble becomes its sentences and code 1."""
    try:
        code = main() or 0
    except Trouble as trouble:
        sys.stdout.flush()
        print(f"\nAmends: {trouble}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        code = 130
    except BrokenPipeError:  # the reader of `bin/... | head` has left
        sys.stderr.close()
        code = 0
    raise SystemExit(code)
