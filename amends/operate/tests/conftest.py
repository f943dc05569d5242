"""The order of tests."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo world stands on rows that migrations make, and a test that commits empties all tables at its end.

    So tests in the demo world come first; before them only those of the same file that want an empty database, for
    the world stands until its file is done.
    """
    files = {item.path for item in items if _in_demo_world(item)}
    items.sort(key=lambda item: 1 if _in_demo_world(item) else 0 if item.path in files else 2)


def _in_demo_world(item: pytest.Item) -> bool:
    return "demo" in getattr(item, "fixturenames", ())
