"""Small parts of the command lines."""

import json
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from amends.operate import commands, evidence, testing
from amends.operate.bench.report import Report, at_least, at_most, percentile
from amends.operate.places import ROOT
from amends.operate.setup import packages
from amends.operate.setup.runs import ToolFailed
from amends.operate.trouble import Trouble


def test_the_data_folder_is_taken_out_wherever_it_stands():
    for words in (["users", "--data", "x", "list"], ["--data=x", "users", "list"]):
        assert commands._take_data(words) == "x"
        assert words == ["users", "list"]


def test_each_command_tells_what_it_does():
    assert all(sentence.endswith(".") for sentence in commands.names().values())


def test_a_report_is_met_when_every_bound_holds():
    report = Report("start", {"runs": 3}, {"warm_s": 4.0, "rows_per_s": 900.0}, {"warm_s": at_most(5)})
    assert report.met
    assert not Report("start", {}, {"rows_per_s": 900.0}, {"rows_per_s": at_least(1000)}).met
    assert not Report("start", {}, {}, {"warm_s": at_most(5)}).met, "a figure that is missing meets nothing"
    told = json.loads(report.as_json())
    assert set(told) == {"bench", "scale", "machine", "figures", "wanted", "met"}
    assert told["wanted"] == {"warm_s": "<= 5"}


def test_a_percentile_is_a_value_that_occurred():
    assert percentile([4, 1, 3, 2], 95) == 4
    assert percentile([1, 2, 3, 4], 50) == 3


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: failed to fetch\n dns error: Name or service not known", "could not be fetched"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("warning: x\nValueError: odd", "failed: ValueError: odd"),
    ],
)
def test_a_failed_tool_is_told_by_its_likeliest_cause(output, sentence):
    assert sentence in str(ToolFailed("Installing", output).trouble())


def test_requirements_are_listed_in_the_order_of_their_numbers():
    assert sorted(["R10", "Q3", "R9"], key=evidence._order) == ["Q3", "R9", "R10"]


@pytest.mark.parametrize(
    "module", ["trouble", "terminal", "places", "setup.stamps", "setup.runs", "setup.packages", "setup.frontend"]
)
def test_what_runs_before_any_package_is_installed_needs_none(module):
    """-I -S: a Python without site-packages, as on the machine of a newcomer."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import amends.operate.{module}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("group", ["", "@chaos", "@journeys", "@chaos_set-up"])
@pytest.mark.parametrize("test", ["tests/a/test_b.py::test_c", "tests/a/test_b.py::test_c[petra@amends.example]"])
def test_a_failed_test_is_repeated_by_its_name_without_the_group_it_ran_in(test: str, group: str):
    assert testing.selectable(test + group) == test


def test_the_python_of_somebody_else_that_is_closed_to_us_is_a_sentence(monkeypatch):
    """As where root has set a checkout up with a Python of its home, and a service of another user is to start it."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others as a whole
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "home").mkdir(mode=0o700)
        (folder / "home" / "python").write_text("")
        (folder / ".venv" / "bin").mkdir(parents=True)
        (folder / ".venv" / "bin" / "python").symlink_to(folder / "home" / "python")
        monkeypatch.setattr(packages, "VENV", folder / ".venv")
        monkeypatch.setattr(packages, "PYTHON", folder / ".venv" / "bin" / "python")
        monkeypatch.setattr(sys, "argv", ["packages", "base"])
        (folder / "home").chmod(0)  # closed to its owner, too: whoever is not root need not be somebody else
        is_root, nobody = os.geteuid() == 0, pwd.getpwnam("nobody").pw_uid
        if is_root:
            os.setresuid(nobody, nobody, 0)
        try:
            with pytest.raises(Trouble, match="which is closed to you or gone"):
                packages.main()
        finally:
            if is_root:
                os.setresuid(0, 0, 0)
            (folder / "home").chmod(0o700)


def test_an_environment_that_is_a_link_is_made_anew_without_touching_what_it_leads_to(tmp_path, monkeypatch):
    other = tmp_path / "other"
    (other / "bin").mkdir(parents=True)
    (other / "bin" / "kept").write_text("of another checkout")
    link = tmp_path / ".venv"
    link.symlink_to(other)
    monkeypatch.setattr(packages, "VENV", link)
    monkeypatch.setattr(packages, "PYTHON", link / "bin" / "python")
    packages._make_environment(anew=True)
    assert (other / "bin" / "kept").read_text() == "of another checkout"
    assert (link / "bin" / "python").exists()
    assert not link.is_symlink()
