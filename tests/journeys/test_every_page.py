"""Every page that can be reached by following links, looked at by axe-core, wide and light, narrow and dark."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from amends.web.testing import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.chaos]

WIDE = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
NARROW = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
LEAVES = (".csv", ".xlsx", ".json")
"""Links that hand out a file instead of leading to a page."""


def reachable(page: Any) -> dict[str, str]:
    """An address of each kind of page, found by following links from the first page on."""
    found: dict[str, str] = {}
    seen = {""}
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        answer = page.goto(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        landed = urlsplit(page.url).path  # some addresses lead on to another page
        seen.add(kind_of(landed))
        found[kind_of(landed)] = landed
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        waiting += [urlsplit(link).path for link in links if link.startswith(town_of(page))]
    return found


def town_of(page: Any) -> str:
    here = urlsplit(page.url)
    return f"{here.scheme}://{here.netloc}/"


def kind_of(path: str) -> str:
    """The name of the view behind an address; nothing for files, foreign addresses and the way out."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return "" if path.endswith(LEAVES) or name in {"account_logout", "file"} else name


def test_axe_finds_nothing_on_any_page_that_links_lead_to(sit_down, town):
    wide, narrow = sit_down("admin", **WIDE), sit_down("admin", **NARROW)
    pages = reachable(wide)
    assert len(pages) > 30, sorted(pages)
    complaints = {}
    for page in (wide, narrow):
        for kind, path in pages.items():
            page.goto(path, wait_until="networkidle")
            if found := axe_violations(page):
                complaints[f"{kind} at {page.viewport_size['width']}"] = found
    assert not complaints
