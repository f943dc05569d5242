"""Running the tools of set-up: their output goes to a log, the person sees that it moves. Standard library only."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from amends.operate import logs
from amends.operate.places import BUILD, ROOT
from amends.operate.setup import checkout, stamps
from amends.operate.terminal import draws, say
from amends.operate.trouble import Trouble

LOG = BUILD / "setup.log"

NETWORK_SIGNS = (
    "name resolution", "Name or service not known", "dns error", "Could not resolve", "ENOTFOUND", "EAI_AGAIN",
    "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "NewConnectionError", "Network is unreachable", "Connection refused",
    "error sending request", "Failed to fetch", "Could not find a version", "timed out", "ProxyError",
)  # fmt: skip
DISK_SIGNS = ("No space left on device", "ENOSPC", "Disk quota exceeded")
CLOSED_SIGNS = ("Permission denied", "EACCES", "EROFS", "Read-only file system")


class ToolFailed(Exception):
    """A tool of set-up left with a code other than 0; `output` is what it printed."""

    def __init__(self, doing: str, output: str) -> None:
        super().__init__(doing)
        self.doing = doing
        self.output = output

    def trouble(self) -> Trouble:
        """The sentence for a person, with the likeliest cause."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        errors = [line for line in lines if "rror" in line] or lines or ["it did not say why"]
        if any(sign in self.output for sign in DISK_SIGNS):
            return checkout.full(self.doing)
        if any(sign in self.output for sign in CLOSED_SIGNS):
            return checkout.closed(errors[-1][:200])
        if any(sign in self.output for sign in NETWORK_SIGNS):
            return Trouble(
                f"{self.doing} failed: the packages could not be fetched ({errors[-1][:200]}).",
                "The first start needs the network. Check the connection (or proxy settings) and run it again.",
            )
        return Trouble(f"{self.doing} failed: {errors[-1][:300]}", f"All it said stands at the end of {LOG}.")


def run_logged(doing: str, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
    """Run a tool in the checkout, showing the seconds as they pass; raises ToolFailed.

    It ends with us, however we end, and takes along what it has started (keeper.py); it shares the lock of set-up.
    """
    BUILD.mkdir(exist_ok=True)
    begun = time.monotonic()
    logs.bound(LOG)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        start = log.tell()
        kept = [sys.executable, "-P", "-m", "amends.operate.setup.keeper", str(os.getpid()), *command]
        process = subprocess.Popen(
            kept, cwd=ROOT, env={**os.environ, **(environment or {}), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, pass_fds=tuple(stamps.held()),
        )  # fmt: skip
        try:
            _show_passing_time(doing, process, begun)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise ToolFailed(doing, LOG.read_bytes()[start:].decode(errors="replace"))


def _show_passing_time(doing: str, process: subprocess.Popen[bytes], begun: float) -> None:
    """A line that counts the seconds on a terminal; a line each 15 seconds into a file."""
    on_terminal = draws()
    if not on_terminal:
        say(f"  {doing} ...")
    told = begun
    while True:
        try:
            process.wait(0.5)
            break
        except subprocess.TimeoutExpired:
            passed = time.monotonic() - begun
            if on_terminal:
                print(f"\r  {doing} ... {passed:.0f} s", end="", flush=True)
            elif time.monotonic() - told >= 15:
                told = time.monotonic()
                say(f"  {doing} ... {passed:.0f} s")
    line = f"  {doing}: {time.monotonic() - begun:.1f} s"
    say(f"\r{line}      " if on_terminal else line)
