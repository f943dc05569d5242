"""Keeps the processes of an installation running until it is told to stop."""

import http.client
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from amends.operate import instance, stopping
from amends.operate.children import Child
from amends.operate.logs import Logs
from amends.operate.places import DataFolder
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

PULSE = 0.1
"""Seconds between two looks at the children."""
FALLS_AT_START = 3
"""A web server that falls as often before its first answer will not stand the next time either."""


class Supervisor:
    """The children in the order in which they are started; they are stopped the other way round.

    The first one, the database, may be running already. It is stopped after all others.
    """

    def __init__(self, data: DataFolder, children: Sequence[Child]) -> None:
        self.data = data
        self.children = list(children)

    def start(self) -> None:
        for child in self.children:
            if not child.alive():
                child.start()
        self._record()

    def tend(self) -> None:
        """Look after every child once; start again what has fallen."""
        changed = False
        for child in self.children:
            before = child.pid
            code = child.revive()
            if code is not None:
                say(f"  The {child.name} has left with code {code}; starting it again.")
            changed = changed or child.pid != before
        if changed:
            self._record()

    def wait_until_answering(self, web: Child, address: str) -> None:
        """Tend the children until the web server answers; give up when it keeps falling."""
        while not _answers(address):
            stopping.leave_if_told()
            self.tend()
            if web.falls >= FALLS_AT_START:
                raise Trouble(
                    "The web server does not start; its own words stand above.",
                    "Mend what it names; bin/doctor checks the installation.",
                )
            time.sleep(0.05)

    def run(self, each_pulse: Callable[[], None] = lambda: None) -> None:
        """Tend the children, and their logs, for ever. Leave it by an exception."""
        logs = Logs(self.data.logs)
        while True:
            stopping.leave_if_told()
            self.tend()
            logs.look()
            each_pulse()
            time.sleep(PULSE)

    def restart(self, children: Sequence[Child]) -> None:
        """Stop and start children at once, for code that has changed."""
        _stop_together(children)
        for child in children:
            child.falls = 0
            child.start()
        self._record()

    def stop(self) -> None:
        """Web server and worker finish what they have in hand; then the database goes."""
        database = [child for child in self.children if child.name == "database"]
        _stop_together([child for child in self.children if child not in database])
        _stop_together(database)
        self.data.children.unlink(missing_ok=True)

    def _record(self) -> None:
        instance.record(self.data, self.children)


def _stop_together(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def _answers(address: str) -> bool:
    """Whether anything comes back; what it says is not the supervisor's business."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", "/", headers={"User-Agent": "Amends supervisor"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
