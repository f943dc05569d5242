"""Where tests run in several processes, those that share a started or grown installation stay in one."""

from pathlib import Path

import pytest

SHARING = ("chaos", "journeys", "upgrade")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] in SHARING:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(here).parts[0]))
