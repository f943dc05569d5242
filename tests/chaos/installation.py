"""An installation of Amends in a temporary folder, driven from outside as a person would: by its commands."""

import json
import os
import pwd
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from amends.operate import processes
from amends.operate.places import ROOT, DataFolder

PATIENCE = 240
"""Seconds any single wait may take on a busy machine before the test fails."""


def environment(**more: str) -> dict[str, str]:
    """Ours without what the test run has set for itself: an installation finds its settings on its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_", "PYTEST"))}
    ours.pop("DATABASE_URL", None)
    return ours | more


def run(command: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run bin/COMMAND to its end."""
    return subprocess.run(
        [ROOT / "bin" / command, *arguments], env=environment(**more), capture_output=True, text=True, timeout=PATIENCE
    )


def eventually(question: Callable[[], object], what: str) -> None:
    """Ask until the answer is true, or fail with `what` was waited for."""
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s in vain: {what}"
        time.sleep(0.05)


class Installation:
    """A data folder and, while it runs, the process of bin/start."""

    def __init__(self, data: Path, *arguments: str, root: Path = ROOT) -> None:
        self.data = DataFolder(data)
        self.arguments = arguments
        self.root = root
        self.output = data.with_name(f"{data.name}.out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **options: object) -> "Installation":
        """Start and wait until it has said all it says when it is ready. `options` go to Popen (user=...)."""
        command = [self.root / "bin" / "start", "--data", self.data.path, "--port", "0", *self.arguments]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(  # type: ignore[call-overload]
                command, **{"env": environment(), "stdout": output, "stderr": output, "cwd": self.root, **options}
            )
        last_words = "Ctrl+C stops it."
        eventually(lambda: last_words in self.said() or not self.running(), "Amends is ready")
        assert self.running(), self.said()
        return self

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        return self.output.read_text()

    @property
    def address(self) -> str:
        found = re.search(r"is ready: (http://\S+)", self.said())
        assert found, self.said()
        return found[1]

    def status(self) -> int:
        """The HTTP status of the first page, after redirects; 0 when nothing answers."""
        try:
            with urllib.request.urlopen(self.address, timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def pid(self, child: str) -> int:
        """The process number of a child: `database`, `web server` or `worker`.

        Pages answer a moment before the supervisor has written the numbers down.
        """
        eventually(self.data.children.exists, "the numbers of the children")
        return json.loads(self.data.children.read_text())[child]

    def family(self) -> list[int]:
        """The supervisor and its children."""
        assert self.process is not None
        return [self.process.pid, *json.loads(self.data.children.read_text()).values()]

    def stop(self, by: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self.process is not None
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)

    def sql(self, query: str) -> str:
        """The one value that a query gives, asked through `bin/db shell` as a person would."""
        done = subprocess.run(
            [ROOT / "bin" / "db", "shell", "--data", self.data.path],
            input=f"\\pset tuples_only on\n\\pset format unaligned\n{query};\n",
            env=environment(), capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert not done.returncode, done.stderr
        return done.stdout.strip().splitlines()[-1]


class Person:
    """Somebody who runs commands in a checkout: who they are, and the home they have."""

    def __init__(self, home: Path, name: str = "") -> None:
        """`name` is a user that root lends; without one, and for whoever is not root, it is ourselves."""
        home.mkdir()
        self.options: dict[str, object] = {"env": environment(HOME=str(home), PATH="/usr/local/bin:/usr/bin:/bin")}
        self.owner = os.geteuid()
        if name and os.geteuid() == 0:
            found = pwd.getpwnam(name)
            self.owner = found.pw_uid
            self.options |= {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
        os.chown(home, self.owner, -1)

    def own(self, folder: Path) -> None:
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", str(self.owner), folder], check=True)

    def run(self, *command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload]
            [str(word) for word in command], **self.options, capture_output=True, text=True, timeout=PATIENCE
        )


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that other users may pass through, unlike pytest's own."""
    folder = tempfile.TemporaryDirectory(prefix="amends-chaos-")
    Path(folder.name).chmod(0o755)
    return folder


def gone(pids: list[int]) -> bool:
    return not any(processes.alive(pid) for pid in pids)
