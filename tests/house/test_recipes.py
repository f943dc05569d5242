"""The recipes are true: who does what they say has the new thing, and has touched no file they don't name.

Each recipe's code is put into a copy of the project, as a stranger would, and the copy is asked.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.house.floors import ROOT

RECIPES = {
    "add-an-event-kind": ("event_kinds.txt", "ticket.merged"),
    "add-a-field": ("vocabulary.txt", "field ticket.description: text"),
    "add-a-step": ("vocabulary.txt", "step ticket.change_subject(subject_text)"),
    "add-a-page": ("urls.txt", "tickets/<str:number>/packing-slip  tickets:packing_slip"),
}
"""Each recipe with the reviewed list that gains a line, and how that line begins."""

REVIEWS = (
    "amends/journal/tests/test_kinds.py::test_the_kinds_are_those_that_were_reviewed",
    "tests/house/test_vocabulary.py::test_fields_operators_and_steps_are_those_that_were_reviewed",
    "tests/house/test_addresses.py::test_addresses_are_those_that_were_reviewed",
)
ITEM = re.compile(r"^\d+\. ", re.MULTILINE)
FILE = re.compile(r"`(amends/[\w/]+\.\w+)`")
BLOCK = re.compile(r"^ *```(?:python|django)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def blocks(recipe: str) -> list[tuple[str, str]]:
    """The recipe's code with the file each piece goes into: the first that its numbered item names."""
    items = ITEM.split(recipe)[1:]
    return [(FILE.findall(item)[0], textwrap.dedent(code)) for item in items for code in BLOCK.findall(item)]


def put(code: str, into: Path) -> None:
    """An entry goes to the end of the last list of the file; anything else to the end of the file."""
    if not into.exists():
        into.write_text(code)
    elif code.rstrip().endswith("),"):
        lines = into.read_text().rstrip().splitlines()
        last = max(index for index, line in enumerate(lines) if line.strip() == "]" or line.strip() == "],")
        into.write_text("\n".join([*lines[:last], code.rstrip(), *lines[last:]]) + "\n")
    else:
        into.write_text(f"{into.read_text()}\n\n{code}")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as it stands here, under its own version control."""
    copy = tmp_path / "amends"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    git(copy, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message", "as it was")
    return copy


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.chaos
@pytest.mark.parametrize("name", RECIPES)
def test_following_a_recipe_touches_the_files_it_names_and_no_other(name: str, copy: Path):
    recipe = (ROOT / "docs" / "recipes" / f"{name}.md").read_text()
    pieces = blocks(recipe)
    assert pieces
    for path, code in pieces:
        put(code, copy / path)
    reviewed, line = RECIPES[name]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *REVIEWS],
        cwd=copy,
        env={**os.environ, "AMENDS_SNAPSHOTS": "write"},
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stdout
    touched = [entry[3:] for entry in git(copy, "status", "--porcelain", "--untracked-files=all").splitlines()]
    assert f"tests/snapshots/{reviewed}" in touched
    assert not [path for path in touched if f"`{path}`" not in recipe]
    gained = [row[1:] for row in git(copy, "diff", "--unified=0", "tests/snapshots").splitlines() if row[:1] in "+-"]
    rows = [row for row in gained if not row.startswith(("--", "++"))]
    assert len(rows) == 1
    assert rows[0].startswith(line)
