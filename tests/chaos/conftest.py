"""One installation for all of these tests: it is killed, stopped and started again, and has to stand it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, temporary_folder


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with temporary_folder() as name:
        yield Path(name)


@pytest.fixture(scope="session")
def world(folder: Path) -> Iterator[Installation]:
    """A newcomer's first start, demo world and all."""
    world = Installation(folder / "data").start()
    yield world
    world.stop()


@pytest.fixture
def installation(world: Installation) -> Installation:
    """The world, running."""
    return world if world.running() else world.start()
