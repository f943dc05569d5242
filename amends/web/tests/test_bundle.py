"""What the browser has to fetch, weighed; and that icons and classes named by templates exist."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

BUILD = settings.ROOT / "build" / "frontend"
TEMPLATES = settings.ROOT / "amends" / "web" / "templates"
WEB = settings.ROOT / "amends"
LIMIT = 150_000
"""Bytes of gzipped JavaScript and CSS on every page."""


@pytest.fixture(scope="module")
def built() -> Path:
    assert (BUILD / "app.css").exists(), "Build the front end first: python frontend/build.py"
    return BUILD


def test_scripts_and_styles_of_every_page_weigh_at_most_150_kb(built):
    weight = sum(len(gzip.compress((built / name).read_bytes(), 6)) for name in ("app.js", "app.css"))
    assert weight <= LIMIT, f"{weight} bytes"


def test_nothing_is_fetched_from_elsewhere(built):
    foreign = re.compile(r"url\(\s*[\"']?(?:https?:)?//")
    assert not foreign.search((built / "app.css").read_text())


def test_every_icon_named_anywhere_is_in_the_sprite(built):
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (built / "icons.svg").read_text()))
    in_templates = re.compile(r"""{%\s*icon\s+"([a-z0-9-]+)"|icon_name="([a-z0-9-]+)\"""")
    in_python = re.compile(r"""\bicon=\"([a-z0-9-]+)\"""")
    missing = [
        f"{path.relative_to(settings.ROOT)}: {name}"
        for pattern, paths in ((in_templates, TEMPLATES.rglob("*.html")), (in_python, WEB.rglob("*.py")))
        for path in sorted(paths)
        for found in pattern.findall(path.read_text())
        for name in ([found] if isinstance(found, str) else found)
        if name and name not in sprite
    ]
    assert not missing, "Add to frontend/icons.txt and build: " + ", ".join(missing)


def test_every_class_named_in_a_template_has_a_rule(built):
    """A class put together from parts (`is-{{ x }}`) is not looked at."""
    styles = "".join(path.read_text() for path in built.glob("*.css"))
    known = set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", styles))
    stray = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        plain = re.sub(r"\{\{.*?\}\}", "\u2026", re.sub(r"\{%.*?%\}", " ", path.read_text()))
        words = [word for value in re.findall(r'class="([^"]*)"', plain) for word in value.split()]
        names = [word for word in words if re.fullmatch(r"-?[_a-zA-Z][\w-]*", word)]
        stray += [f"{path.relative_to(TEMPLATES)}: {name}" for name in names if name not in known]
    assert not stray


def test_the_lock_file_names_no_host():
    assert '"resolved"' not in (settings.ROOT / "frontend" / "package-lock.json").read_text()
