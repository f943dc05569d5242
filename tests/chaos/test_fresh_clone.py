"""The two commands of the README, on a fresh clone, as somebody who is not root."""

import os
import pwd
import subprocess
from pathlib import Path

import pytest

from amends.operate.places import ROOT
from tests.chaos.installation import Installation, environment

pytestmark = pytest.mark.chaos


def test_a_fresh_clone_starts_for_an_ordinary_user(folder: Path):
    """Everything from nothing: environment, packages, front end, database. Root lends the name of `nobody`."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    somebody: dict[str, object] = {"env": environment(HOME=str(folder / "home"), PATH="/usr/local/bin:/usr/bin:/bin")}
    (folder / "home").mkdir()
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        subprocess.run(["chown", "-R", str(nobody.pw_uid), clone, folder / "home"], check=True)
        somebody |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    installation = Installation(clone / "data", "--no-demo", root=clone)
    installation.output = folder / "clone.out"
    installation.start(**somebody)
    assert 200 <= installation.status() < 400
    owners = {path.stat().st_uid for path in (clone / "data" / "postgres").iterdir()}
    assert owners == {nobody.pw_uid if os.geteuid() == 0 else os.geteuid()}
    assert installation.stop() == 0
