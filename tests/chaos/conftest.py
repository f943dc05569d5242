"""One installation for a module: it is killed and started again, and has to stand it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, temporary_folder


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with temporary_folder() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def installation(folder: Path) -> Iterator[Installation]:
    """A newcomer's first start, demo world and all."""
    started = Installation(folder / "data").start()
    yield started
    if started.process and started.process.poll() is None:
        started.stop()
