"""Questions about processes that are not our children, and telling them to stop. Works without `ps` on Linux."""

import os
import subprocess
import sys
import time
from itertools import pairwise
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


def servers_in(program: str, folder: Path) -> list[int]:
    """The processes of a program that works in this very folder, as a PostgreSQL does in the folder of its data.

    Told by the folder itself and not by its name or a number in some file: both may be somebody else's by now.
    """
    if sys.platform == "linux":
        return [pid for pid in _numbers() if _runs(pid, program) and _works_in(pid, folder)]
    listed = subprocess.run(["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True).stdout
    lines = [line.strip().partition(" ") for line in listed.splitlines()]
    return [int(pid) for pid, _space, told in lines if f"/{program} -D {folder} " in f"{told} "]


def belongs_to(pid: int, word: str, **environment: str) -> bool:
    """Whether a process has this word in its command line, and these variables in its environment."""
    wanted = [f"{name}={value}" for name, value in environment.items()]
    if sys.platform == "linux":
        return any(word in one for one in _words(pid)) and set(wanted) <= set(_words(pid, "environ"))
    asked = ["ps", "-Eww", "-o", "command=", "-p", str(pid)]
    told = subprocess.run(asked, capture_output=True, text=True).stdout
    return word in told and all(f" {one} " in f"{told.strip()} " for one in wanted)


def _numbers() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]


def _words(pid: int, file: str = "cmdline") -> list[str]:
    """What a process was started with; nothing when it is gone or not ours to ask."""
    try:
        return os.fsdecode(Path(f"/proc/{pid}/{file}").read_bytes()).rstrip("\0").split("\0")
    except OSError:
        return []


def _runs(pid: int, program: str) -> bool:
    return os.path.basename("".join(_words(pid)[:1])) == program


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except PermissionError:  # root of a container may not look at other users' processes that closely
        words = _words(pid)
        return ("-D", str(folder)) in pairwise(words)
    except OSError:
        return False


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
