"""A whole installation, started as a newcomer starts it, with real people in front of real browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.operate.demo.cast import PASSWORD
from amends.web.testing import axe_violations
from tests.chaos.installation import Installation, temporary_folder

PICTURES = Path(__file__).parents[2] / "artefacts" / "screens" / "journeys"


@pytest.fixture(scope="session")
def town() -> Iterator[Installation]:
    """bin/start with the demo world; nothing in these tests is done behind the pages' and the API's back."""
    with temporary_folder() as name:
        town = Installation(Path(name) / "data").start()
        yield town
        town.stop()


@pytest.fixture
def sit_down(browser: Any, town: Installation) -> Iterator[Callable[..., Any]]:
    """`sit_down("petra")` signs in through the form and answers the page; its `shot(name)` also runs axe-core."""
    contexts = []

    def sit_down(key: str, *, scripts: bool = True, **options: Any) -> Any:
        # Without motion: axe-core would judge a colour half-way between two others.
        look = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=town.address, java_script_enabled=scripts, **look)
        contexts.append(context)
        page = context.new_page()
        page.shot = lambda name: _shot(page, name)
        page.goto("/")
        page.locator("input[name=login]").fill(f"{key}@amends.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    yield sit_down
    for context in contexts:
        context.close()


def _shot(page: Any, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"))
    assert not axe_violations(page), f"axe-core complains about {page.url}"
