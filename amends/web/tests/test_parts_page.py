"""The page of parts in a real browser: every component, both modes, both widths, no accessibility finding."""

import pytest

from amends.people.tests.make import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_part_is_drawn_and_accessible(visit, width, scheme):
    page = visit(make_user(name="Petra Malá"), width=width, scheme=scheme)
    page.goto("/_parts")
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.shot(f"parts-{width}-{scheme}", full_page=True)
    assert page.axe() == []
