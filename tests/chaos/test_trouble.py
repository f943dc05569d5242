"""Every failure that can be foreseen ends in a sentence and what to do, never in a traceback."""

import os
import subprocess
from pathlib import Path

import pytest

from amends.operate.places import ROOT
from tests.chaos.installation import environment, run

pytestmark = pytest.mark.chaos


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What a refused command told; fails when it was not refused or told it badly."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    what, _newline, remedy = done.stderr.strip().partition("\n")
    assert what.startswith("Amends: ")
    assert remedy.strip(), "it says what to do"
    return done.stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://amends:secret@127.0.0.1/amends", "has to begin with postgresql://"),
        ("postgresql://amends:se cret@127.0.0.1/amends", "can't be read"),
        ("postgresql://amends@127.0.0.1:1/amends", "can't be reached"),
    ],
)
def test_a_database_url_that_leads_nowhere(tmp_path: Path, url: str, sentence: str):
    told = refused(run("start", "--data", str(tmp_path / "data"), "--port", "0", DATABASE_URL=url))
    assert sentence in told
    assert "secret" not in told, "a password stays out of terminals and logs"


def test_a_data_folder_that_is_a_file(tmp_path: Path):
    (tmp_path / "file").touch()
    assert "can't be used" in refused(run("start", "--data", str(tmp_path / "file"), "--port", "0"))


def test_data_of_another_postgresql_version(tmp_path: Path):
    cluster = tmp_path / "data" / "postgres" / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("13\n")
    told = refused(run("start", "--data", str(tmp_path / "data"), "--port", "0"))
    assert "written by PostgreSQL 13" in told
    assert "bin/db backup" in told


def test_a_restore_that_was_cut_short(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "restore-unfinished").touch()
    assert "cut short" in refused(run("start", "--data", str(tmp_path / "data"), "--port", "0"))


@pytest.mark.parametrize(("port", "sentence"), [("70000", "not a port"), ("-1", "not a port")])
def test_a_port_that_is_none(tmp_path: Path, port: str, sentence: str):
    assert sentence in refused(run("start", "--data", str(tmp_path / "data"), f"--port={port}"))


def test_a_host_that_is_not_this_machine(tmp_path: Path):
    told = refused(run("start", "--data", str(tmp_path / "data"), "--port", "0", "--host", "192.0.2.1"))
    assert "is not an address of this machine" in told


def test_a_file_that_is_no_backup(tmp_path: Path):
    (tmp_path / "letter.tar").write_text("Dear friend")
    told = refused(run("db", "restore", str(tmp_path / "letter.tar"), "--data", str(tmp_path / "data")))
    assert "is not a backup of Amends" in told
    assert not (tmp_path / "data").exists()


def test_a_machine_with_only_an_old_python(tmp_path: Path):
    """A PATH on which every Python says that it is 3.9."""
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *version.split*) echo 3.9.2 ;; *) exit 1 ;; esac\n')
    old.chmod(0o755)
    for name in ("bash", "dirname", "sh"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    done = subprocess.run(
        [ROOT / "bin" / "start"], env=environment(PATH=str(tmp_path)), capture_output=True, text=True, timeout=60
    )
    assert "the python3 here is 3.9.2" in refused(done)
    assert not (ROOT / "3.9.2").exists()


def test_packages_that_cannot_be_fetched(tmp_path: Path):
    """A fresh checkout on a machine without network: a proxy that refuses stands in for it."""
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "checkout"], check=True)
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:1")
    lower = {name.lower(): value for name, value in nowhere.items()}
    no_cache = {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1", "PIP_RETRIES": "0", "NO_PROXY": "", "no_proxy": ""}
    ours = environment(**nowhere, **lower, **no_cache)
    done = subprocess.run(
        [tmp_path / "checkout" / "bin" / "start"], env=ours, capture_output=True, text=True, timeout=120
    )
    assert "could not be fetched" in refused(done)
    assert os.path.exists(tmp_path / "checkout" / "build" / "setup.log")
