"""Who is told to stop stops, also when Python loses the signal."""

import subprocess
import sys

from amends.operate.places import ROOT

LOST = """
import os, signal
from amends.operate import stopping

class Going:
    def __del__(self):
        os.kill(os.getpid(), {number})
        len([])  # the signal is heard here, and what it raises is dropped

stopping.listen()
Going()
print("still here", flush=True)
os.kill(os.getpid(), signal.SIGTERM)  # once is enough: another does not cut the stopping short
try:
    stopping.leave_if_told()
except KeyboardInterrupt:
    print("leaving")
"""


def run(script: str) -> str:
    """What it said, on either way."""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60)
    return told.stdout + told.stderr


def test_a_signal_that_was_lost_is_obeyed_at_the_next_look():
    assert run(LOST.format(number="signal.SIGTERM")) == "still here\nleaving\n"


def test_nobody_leaves_untold():
    assert run("from amends.operate import stopping; stopping.leave_if_told(); print('here')") == "here\n"
