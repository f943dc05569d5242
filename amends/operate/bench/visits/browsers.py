"""The web server of an installation, people at browsers who ask it, and eight of them at once."""

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from amends.operate.places import ROOT
from amends.operate.trouble import Trouble

CLIENTS, SECONDS = 8, 6.0
GAVE_UP = 503
"""The answer of a web server that waited too long for the database: as slow as that, and no reason to stop."""


def door(email: str, port: int) -> Callable[[str], None]:
    """A person with a browser, or for /api/ with a program: reads an answer whole."""
    from amends.journal.actors import Actor
    from amends.people.actions.tokens import make_token
    from amends.people.models import Scope, User

    user = User.objects.get(email=email)
    _token, secret = make_token(user, name="bench", scope=Scope.READ, by=Actor.person(user))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    page, program = as_browser(user), {"Authorization": f"Bearer {secret}", "Accept-Encoding": "gzip"}

    def send(path: str) -> http.client.HTTPResponse:
        connection.request("GET", path, headers=program if path.startswith("/api/") else page)
        return connection.getresponse()

    def ask(path: str) -> None:
        try:
            answer = send(path)
        except http.client.RemoteDisconnected:  # it was idle while statements by hand were measured
            answer = send(path)
        answer.read()
        if answer.status not in (200, GAVE_UP):
            raise Trouble(f"{path} answered {answer.status}.", "Look at the page in a running installation.")

    return ask


def as_browser(user: Any) -> dict[str, str]:
    """The headers that a signed-in browser sends."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {"Cookie": cookies, "Accept-Encoding": "gzip"}


def pages_a_second(paths: Sequence[str], port: int) -> float:
    """How many a web server with two processes answers to eight clients who read a mix of them."""
    from amends.people.models import User

    headers = as_browser(User.objects.get(email="load-agent-1@example.com"))
    answered = [0] * CLIENTS
    until = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=_read, args=(port, paths, headers, until, answered, number))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / SECONDS


def _read(
    port: int, paths: Sequence[str], headers: dict[str, str], until: float, answered: list[int], number: int
) -> None:
    dice = random.Random(number)  # noqa: S311 - the same mix every time
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until:
        connection.request("GET", dice.choice(paths), headers=headers)
        answer = connection.getresponse()
        answer.read()
        answered[number] += answer.status == 200
    connection.close()


@contextmanager
def web_server() -> Iterator[int]:
    """The server as bin/start runs it, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--preload", "--no-control-socket"]
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "error"]
    words += ["--worker-class", "amends.operate.serving.PatientWorker"]
    process = subprocess.Popen([*command, *words], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Trouble("The web server did not come up.", "Run bin/start to see why.")
