"""Runs one tool of set-up for a parent, and ends it with all it has started as soon as that parent is gone.

    python -m amends.operate.setup.keeper PARENT COMMAND ...

It leads a session of its own, so that a signal to its group reaches the tool and everything below it, and Ctrl+C in
the terminal none of them: their parent decides. Standard library only.
"""

import os
import signal
import subprocess
import sys

from amends.operate.children import dies_with_parent

PULSE = 0.1
"""Seconds between two looks at the parent."""


def main() -> int:
    parent, *command = sys.argv[1:]
    # not closing what is inherited: the tool holds the lock of set-up as well
    tool = subprocess.Popen(command, close_fds=False, preexec_fn=dies_with_parent(signal.SIGKILL))
    while True:
        try:
            return abs(tool.wait(PULSE))
        except subprocess.TimeoutExpired:
            if os.getppid() != int(parent):
                os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(main())
