"""A data folder belongs to one running Amends, and to nobody once that is gone, however it went."""

import os
import signal
import subprocess
import sys

import pytest

from amends.operate import instance
from amends.operate.places import ROOT, DataFolder
from amends.operate.trouble import Trouble


@pytest.fixture
def data(tmp_path) -> DataFolder:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    return data


def test_a_folder_in_use_is_refused_with_its_holder(data):
    with instance.held(data):
        assert instance.is_running(data)
        with pytest.raises(Trouble, match=f"in use by a running Amends .process {os.getpid()}"), instance.held(data):
            pass
    assert not instance.is_running(data)


def test_kill_9_of_the_holder_frees_the_folder(data):
    program = (
        "import sys; from pathlib import Path\n"
        "from amends.operate import instance; from amends.operate.places import DataFolder\n"
        "with instance.held(DataFolder(Path(sys.argv[1]))): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, data.path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert instance.is_running(data)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with instance.held(data):
        pass


def test_what_is_private_is_closed_to_others(data):
    for path in (data.secret_key, data.files, data.logs):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_empty_signing_key_of_a_killed_start_is_made_anew(data):
    data.secret_key.write_text("")
    data.prepare()
    assert len(data.secret_key.read_text()) > 50


def test_a_left_over_number_that_is_another_program_now_is_left_alone(data):
    other = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    data.children.write_text(f'{{"worker": {other.pid}}}')
    instance.stop_left_over(data)
    assert other.poll() is None
    other.communicate()
