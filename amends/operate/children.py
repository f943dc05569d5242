"""Child processes that die with their parent, are started again when they fall over, and stop when told."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from amends.operate import logs

PR_SET_PDEATHSIG = 1
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
HEALTHY_AFTER = 30.0
"""Seconds a child must live for its next fall to count as the first again."""


def dies_with_parent(by: int) -> Callable[[], None]:
    """What a child does before it becomes its program: ask Linux for `by` when its parent dies, even of kill -9.

    Elsewhere nothing like it exists; there the next start stops what was left over.
    """
    parent = os.getpid()
    linux = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def before_program() -> None:
        if linux is not None:
            linux.prctl(PR_SET_PDEATHSIG, by)
            if os.getppid() != parent:  # it died before we asked
                os.kill(os.getpid(), by)

    return before_program


def _open_log(path: Path) -> BinaryIO:
    """Append to a log for its owner only; logs.py keeps it bounded."""
    logs.bound(path)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


class Child:
    """One program to keep running. Not running before start()."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        stop_signal: int = signal.SIGTERM,
        patience: float = 15,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        cwd: Path | None = None,
        keep: Sequence[int] = (),
        account: Mapping[str, Any] | None = None,
    ) -> None:
        """`patience` is the seconds it gets to stop before kill -9; `keep` the file descriptors it inherits."""
        self.name = name
        self.command = list(command)
        self.stop_signal = stop_signal
        self.patience = patience
        self.environment = environment
        self.log = log
        self.cwd = cwd
        self.keep = tuple(keep)
        self.account = dict(account or {})
        self.process: subprocess.Popen[bytes] | None = None
        self.falls = 0
        self._started = 0.0
        self._fell: float | None = None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        """Run the program in a session of its own, so that Ctrl+C reaches only the supervisor."""
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(_open_log(self.log)) if self.log else None
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
                cwd=self.cwd,
                pass_fds=self.keep,
                start_new_session=True,
                preexec_fn=dies_with_parent(self.stop_signal),
                **self.account,
            )
        self._started = time.monotonic()
        self._fell = None

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> int | None:
        """Start the child again when it has fallen and its pause is over; the exit code when it fell just now.

        The code does not matter: a worker that loses the database leaves with 0. The pause doubles with each fall.
        """
        if self.process is None or self.alive():
            return None
        now = time.monotonic()
        if self._fell is None:
            self.falls = 1 if now - self._started > HEALTHY_AFTER else self.falls + 1
            self._fell = now
            return self.process.returncode
        if now - self._fell >= min(FIRST_PAUSE * 2 ** (self.falls - 1), LONGEST_PAUSE):
            self.start()
        return None

    def ask_to_stop(self) -> None:
        if self.process and self.alive():
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask, wait, and at last insist. What is left of its session goes too."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
