"""Forms answer mistakes in one way: the server's summary and the sentence at the field, not the browser's bubble."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.floors import shown, sources

TEMPLATES = Path(__file__).parents[2] / "amends" / "web" / "templates"
FORM = re.compile(r"<form\b((?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>(.*?)</form>", re.DOTALL)
READERS = {"get", "getlist"}


def test_no_form_with_fields_is_checked_by_the_browser():
    checked = [
        f"{template.relative_to(TEMPLATES)}: {attributes.strip()[:60]}"
        for template in TEMPLATES.rglob("*.html")
        for attributes, inside in FORM.findall(template.read_text())
        if 'method="post"' in attributes and "{% field " in inside and "novalidate" not in attributes
    ]
    assert checked == []


def handed_on(path: Path) -> Iterator[int]:
    """The lines in which everything that was posted goes elsewhere, instead of one value being read from it."""
    tree = ast.parse(path.read_text())
    read = {
        id(parent.value) for parent in ast.walk(tree) if isinstance(parent, ast.Attribute) and parent.attr in READERS
    } | {id(side) for parent in ast.walk(tree) if isinstance(parent, ast.Compare) for side in parent.comparators}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "POST" and id(node) not in read:
            yield node.lineno


def test_forms_are_given_what_was_posted_in_one_way():
    """Which is `posted`; the middleware bounds it before any view."""
    elsewhere = {shown(path) for path in sources("web") for _line in handed_on(path)}
    assert elsewhere == {"amends/web/filled.py", "amends/web/shell/middleware.py"}
