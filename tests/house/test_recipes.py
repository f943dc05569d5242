"""The recipes are true: who does what they say has the new thing, and has touched no file they don't name.

Each recipe's code is put into a copy of the project, as a stranger would, and the copy is asked.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.house.floors import ROOT

RECIPES = {
    "add-an-event-kind": ("event_kinds.txt", "ticket.escalated"),
    "add-a-field": ("vocabulary.txt", "field ticket.description: text"),
    "add-an-editable-field": ("vocabulary.txt", "field ticket.serial: text"),
    "add-a-step": ("vocabulary.txt", "step ticket.change_subject(subject_text)"),
    "add-a-page": ("urls.txt", "tickets/<str:number>/packing-slip  tickets:packing_slip"),
}
"""Each recipe with the reviewed list that gains a line, and how that line begins."""

PROOFS = {
    "add-an-editable-field": (
        "amends/tickets/tests/test_set_field.py",
        "amends/web/tickets/tests/test_fields_by_hand.py",
        "amends/web/tests/test_columns.py::test_every_field_can_be_a_column_and_a_cell_of_a_spreadsheet",
        "amends/api/tests/test_openapi.py",
        "amends/api/tests/test_fields_of_tickets.py",
    ),
}
"""What goes through everything of a sort, and so through what the recipe made."""
COMMAND = re.compile(r"`python (manage\.py [^`]+)`")
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
    return [(FILE.findall(item)[0], undented(code)) for item in items for code in BLOCK.findall(item)]


def undented(code: str) -> str:
    """Without the three spaces of the list the code stands in; what is left belongs to the code."""
    return "\n".join(line.removeprefix("   ") for line in code.split("\n"))


def put(code: str, into: Path) -> None:
    """After the line it begins with, if the file has it; an entry to the end of the last list; else to the end."""
    first, _newline, rest = code.partition("\n")
    if not into.exists():
        into.write_text(code)
    elif rest and f"\n{first}\n" in (text := into.read_text()):
        into.write_text(text.replace(f"\n{first}\n", f"\n{first}\n{rest}", 1))
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


def run(folder: Path, *words: str, **environment: str) -> None:
    """Python in the copy; what it says is shown when it fails."""
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert not done.returncode, done.stdout + done.stderr


def database_of_its_own() -> str:
    """For the tests inside the test: those of another recipe may run at the same time."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/recipe_{uuid4().hex}").geturl()


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
    for command in COMMAND.findall(recipe):
        run(copy, *command.split())
    proofs = (*REVIEWS, *PROOFS.get(name, ()))
    run(copy, "-m", "pytest", "-q", *proofs, AMENDS_SNAPSHOTS="write", DATABASE_URL=database_of_its_own())
    touched = [entry[3:] for entry in git(copy, "status", "--porcelain", "--untracked-files=all").splitlines()]
    assert f"tests/snapshots/{reviewed}" in touched
    assert not [path for path in touched if f"`{path}`" not in recipe and f"`{Path(path).parent}/`" not in recipe]
    gained = [
        row[1:]
        for row in git(copy, "diff", "--unified=0", f"tests/snapshots/{reviewed}").splitlines()
        if row[:1] in "+-"
    ]
    rows = [row for row in gained if not row.startswith(("--", "++"))]
    assert len(rows) == 1
    assert rows[0].startswith(line)
