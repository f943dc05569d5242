"""Logs stay bounded while their writers go on writing."""

import sys
from pathlib import Path

import pytest

from amends.operate import logs
from amends.operate.children import Child


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 1000)


def test_a_log_that_a_running_program_writes_is_put_aside_and_goes_on(tmp_path: Path):
    log = tmp_path / "postgres.log"
    child = Child(
        "writer", [sys.executable, "-c", "print('x' * 1500, flush=True); import time; time.sleep(600)"], log=log
    )
    child.start()
    while not log.stat().st_size:
        assert child.alive()
    assert logs.bound(log)
    assert child.alive()
    assert log.stat().st_size == 0
    assert (tmp_path / "postgres.log.1").stat().st_size == 1000
    child.stop()


def test_a_writer_goes_on_at_the_new_end(tmp_path: Path):
    log = tmp_path / "worker.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"before " * 300)
        assert logs.bound(log)
        writer.write(b"after")
    assert log.read_bytes() == b"after"
    assert (tmp_path / "worker.log.1").read_bytes().endswith(b"before ")


def test_every_log_of_a_folder_is_bounded_and_what_is_small_stays(tmp_path: Path):
    for name, size in {"postgres.log": 5000, "other.log": 5000, "small.log": 900}.items():
        (tmp_path / name).write_text("x" * size)
    folder = logs.Logs(tmp_path)
    folder.look()
    kept = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert kept == {
        "postgres.log": 0, "postgres.log.1": 1000, "other.log": 0, "other.log.1": 1000, "small.log": 900,
    }  # fmt: skip
    assert (tmp_path / "postgres.log.1").stat().st_mode & 0o077 == 0
