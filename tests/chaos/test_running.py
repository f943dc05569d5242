"""A running installation: what a newcomer sees, and what happens when its processes are killed."""

import os
import re
import signal
import socket
import urllib.error
import urllib.request
from email.message import Message
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from amends.operate.demo.cast import PASSWORD
from tests.chaos.installation import Installation, eventually, gone, run

pytestmark = pytest.mark.chaos


def test_a_first_start_tells_where_to_go_and_how_to_sign_in(installation):
    assert 200 <= installation.status() < 400
    assert "Sign in as one of:" in installation.said()


def test_commits_wait_for_the_disk_again_once_the_demo_world_is_there(installation):
    assert installation.sql("select count(*) from pg_db_role_setting") == "0"
    assert installation.sql("show synchronous_commit") == "on"


@pytest.mark.parametrize("child", ["database", "web server", "worker"])
def test_a_killed_child_is_started_again(installation, child):
    killed = installation.pid(child)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: installation.pid(child) != killed, f"a new {child}")
    eventually(lambda: 200 <= installation.status() < 400, "pages after the kill")


def test_a_worker_that_leaves_in_peace_is_started_again(installation):
    """It leaves with 0 when it has lost the database, so the exit code must not decide."""
    left = installation.pid("worker")
    os.kill(left, signal.SIGTERM)
    eventually(lambda: installation.pid("worker") != left, "a new worker")


def test_a_second_start_on_the_same_data_is_refused(installation):
    refused = run("start", "--data", str(installation.data.path), "--port", "0")
    assert refused.returncode == 1
    assert "in use by a running Amends" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_taken_port_is_named_with_a_way_out(installation, folder: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = run("start", "--data", str(folder / "another"), "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in refused.stderr
    assert "--port" in refused.stderr


def test_the_doctor_finds_a_running_installation_well(installation):
    eventually(lambda: run("doctor", "--data", str(installation.data.path)).returncode == 0, "a healthy doctor's visit")


def test_after_kill_9_of_the_supervisor_the_next_start_needs_no_repair(installation):
    people = installation.sql("select count(*) from people_user")
    family = installation.family()
    os.kill(installation.process.pid, signal.SIGKILL)
    installation.process.wait()
    installation.start()
    assert gone(family)
    assert 200 <= installation.status() < 400
    assert installation.sql("select count(*) from people_user") == people


def test_after_kill_9_of_everything_at_once_the_next_start_needs_no_repair(installation):
    for pid in installation.family():
        os.kill(pid, signal.SIGKILL)
    installation.process.wait()
    installation.start()
    assert 200 <= installation.status() < 400


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_leaves_nothing_behind_and_starts_again(installation, by):
    family = installation.family()
    assert installation.stop(by) == 0
    assert gone(family)
    assert "Amends has stopped." in installation.said()
    installation.start()
    assert "Making the tables" not in installation.said()
    assert "Loading the demo world" not in installation.said()


def test_while_postgresql_restarts_requests_are_told_to_come_again_and_then_answered(installation):
    """Asked without a pause while the database is killed three times: never a 500; the same server answers."""
    web = installation.pid("web server")
    seen = set()

    def is_back(killed: int) -> bool:
        seen.add(status := installation.status())
        return status == 200 and installation.pid("database") != killed

    for _time in range(3):
        killed = installation.pid("database")
        os.kill(killed, signal.SIGKILL)
        eventually(partial(is_back, killed), "pages again")
    assert seen <= {200, 503}, seen
    assert installation.pid("web server") == web


def test_whoever_is_signed_in_and_programs_are_told_to_come_again_too(installation):
    """A page, a part of one and the API, while the database is killed: 503 says when to come, and nothing is a 500."""
    ask = Asking(installation)
    seen: set[int] = set()
    for what in ("a page", "a part", "the API"):
        killed = installation.pid("database")
        os.kill(killed, signal.SIGKILL)

        def is_back(what: str = what, killed: int = killed) -> bool:
            status, headers = ask(what)
            seen.add(status)
            if status == 503:
                assert int(headers["Retry-After"]) > 0
                assert what != "the API" or headers["Content-Type"].startswith("application/problem+json")
            return status == 200 and installation.pid("database") != killed

        eventually(is_back, f"{what} again")
    assert seen <= {200, 503}, seen


class Asking:
    """Petra in her browser and a program of hers, both signed in before."""

    def __init__(self, installation: Installation) -> None:
        self.address = installation.address.rstrip("/")
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = self.browser.open(f"{self.address}/account/login/", timeout=30).read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        form = {"csrfmiddlewaretoken": found[1], "login": "petra@amends.example", "password": PASSWORD}
        self.browser.open(f"{self.address}/account/login/", urlencode(form).encode(), timeout=30).close()
        words = ("tokens", "create", "petra@amends.example", "chaos", "--data", str(installation.data.path))
        made = run("amends", *words)
        assert not made.returncode, made.stderr
        token = made.stdout.strip().splitlines()[-1]
        self.asked = {
            "a page": ("/tickets?scope=all", {}),
            "a part": ("/tickets?scope=all", {"HX-Request": "true", "HX-Target": "main"}),
            "the API": ("/api/v1/tickets", {"Authorization": f"Bearer {token}"}),
        }

    def __call__(self, what: str) -> tuple[int, Message]:
        path, headers = self.asked[what]
        try:
            with self.browser.open(urllib.request.Request(self.address + path, headers=headers), timeout=30) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers
