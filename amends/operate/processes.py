"""Questions about processes that are not our children, and telling them to stop. Works without `ps` on Linux."""

import os
import subprocess
import sys
import time
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether there is such a process. One that has ended and is not yet reaped by its parent counts as gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def command_line(pid: int) -> str:
    """The program and its arguments; empty when the process is gone."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()


def stop(pid: int, by: int, patience: float) -> bool:
    """Send a signal and wait up to `patience` seconds; whether the process is gone."""
    try:
        os.kill(pid, by)
    except ProcessLookupError:
        return True
    deadline = time.monotonic() + patience
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
