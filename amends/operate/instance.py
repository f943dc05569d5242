"""Which installation a data folder is, and whether it is running: a lock that dies with its holder says so."""

import errno
import fcntl
import json
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from amends.operate import processes
from amends.operate.children import Child
from amends.operate.places import DataFolder, write_private
from amends.operate.trouble import Trouble


@contextmanager
def held(data: DataFolder) -> Iterator[None]:
    """Hold the data folder for this process. The kernel lets go of it however the process ends."""
    try:
        descriptor = os.open(data.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise data.foreign(data.lock) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise Trouble(
                f"The data folder {data.path} is in use by a running Amends (process {_holder(data)}).",
                "Use that one, stop it first (Ctrl+C in its terminal), or name another: bin/start --data FOLDER.",
            ) from error
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def is_running(data: DataFolder) -> bool:
    """Whether somebody holds the data folder just now."""
    if not data.lock.exists():
        return False
    with data.lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _holder(data: DataFolder) -> str:
    return data.lock.read_text().strip() or "unknown"


def record(data: DataFolder, children: Iterable[Child]) -> None:
    """Keep the process numbers, so that the next start finds what a killed supervisor left behind."""
    write_private(data.children, json.dumps({child.name: child.pid for child in children}))


def stop_left_over(data: DataFolder) -> None:
    """Wait for the children of a killed supervisor to leave, and insist after a while. Call it with the lock held.

    On Linux they have been told by the kernel already and need a moment at most. PostgreSQL is not among them: its own
    pid file says more (postgres/server.py).
    """
    try:
        recorded = json.loads(data.children.read_text())
    except (OSError, ValueError):
        return
    for pid in recorded.values() if isinstance(recorded, dict) else ():
        if isinstance(pid, int) and _is_ours(data, pid):
            processes.stop(pid, signal.SIGTERM, 8) or processes.stop(pid, signal.SIGKILL, 2)
    data.children.unlink(missing_ok=True)


def _is_ours(data: DataFolder, pid: int) -> bool:
    """Whether it is a web server or worker of this very installation: the number may be somebody else's by now."""
    return any(
        processes.belongs_to(pid, word, AMENDS_DATA=str(data.path)) for word in ("config.wsgi:application", "manage.py")
    )
