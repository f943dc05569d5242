"""Children are started again whatever their exit code, and never outlive their parent."""

import signal
import subprocess
import sys
import time

import pytest

from amends.operate import processes
from amends.operate.children import Child
from amends.operate.places import ROOT

pytestmark = pytest.mark.chaos


def sleeper(**options) -> Child:
    return Child("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"], **options)


def until(question) -> None:
    deadline = time.monotonic() + 30
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_child_that_left_with_0_is_started_again_after_a_pause():
    child = Child("short", [sys.executable, "-c", "pass"])
    child.start()
    first = child.pid
    until(lambda: not child.alive())
    assert child.revive() == 0, "told once"
    assert child.revive() is None
    until(lambda: child.revive() is None and child.pid != first)
    child.stop()


def test_the_pause_doubles_with_each_fall():
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()
    for falls in (1, 2, 3):
        until(lambda: child.revive() == 3)
        assert child.falls == falls


def test_a_child_that_ignores_its_stop_signal_is_stopped_all_the_same():
    child = sleeper(stop_signal=signal.SIGCONT, patience=0.2)
    child.start()
    child.stop()
    assert not child.alive()


def test_kill_9_of_the_parent_takes_the_child_along():
    program = (
        "import sys; from amends.operate.children import Child\n"
        "child = Child('c', [sys.executable, '-c', 'import time; time.sleep(600)']); child.start()\n"
        "print(child.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    until(lambda: not processes.alive(child))
