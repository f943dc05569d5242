"""The order of tests."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo world stands on rows that migrations make, and a test that commits empties all tables at its end."""
    items.sort(key=lambda item: "demo" not in getattr(item, "fixturenames", ()))
