"""Docs are part of the work, so what can be checked of them is checked."""

import re
from pathlib import Path

from tests.house.floors import ROOT

CODE_PATH = re.compile(r"`((?:amends|config|bin|docs|tests|frontend|requirements|deploy)/[\w./<>*{}-]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_path_named_in_the_docs_exists():
    missing = []
    for page in pages():
        for name in CODE_PATH.findall(page.read_text()):
            if any(mark in name for mark in "<>{}") or f"A new file `{name}`" in page.read_text():
                continue  # a pattern such as <app>, or a file that a recipe makes
            if not list(ROOT.glob(name.rstrip("/"))):
                missing.append(f"{page.relative_to(ROOT)}: {name}")
    assert not missing


def test_every_link_between_the_docs_leads_somewhere():
    links = ((page, target) for page in pages() for target in LINK.findall(page.read_text()))
    assert not [f"{page.relative_to(ROOT)}: {target}" for page, target in links if not (page.parent / target).exists()]


def test_docs_name_no_machine_and_no_registry():
    forbidden = re.compile(r"(?<![\w./])/(?:work|farm|root|home)/\w|pypi\.org|registry\.npmjs")
    assert not [str(page.relative_to(ROOT)) for page in pages() if forbidden.search(page.read_text())]


def test_every_decision_says_why():
    for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        text = page.read_text()
        for heading in ("## Why", "## What follows"):
            assert heading in text, f"{page.name} lacks {heading}"


def test_the_glossary_has_czech_and_polish_for_every_word():
    rows = [line for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if line.startswith("| ")]
    body = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if not set(row) <= set("| -:")][1:]
    assert len(body) > 20
    assert not [row[0] for row in body if len(row) < 5 or not all(row[:4])]
