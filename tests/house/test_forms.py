"""Forms answer mistakes in one way: the server's summary and the sentence at the field, not the browser's bubble."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "amends" / "web" / "templates"
FORM = re.compile(r"<form\b((?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>(.*?)</form>", re.DOTALL)


def test_no_form_with_fields_is_checked_by_the_browser():
    checked = [
        f"{template.relative_to(TEMPLATES)}: {attributes.strip()[:60]}"
        for template in TEMPLATES.rglob("*.html")
        for attributes, inside in FORM.findall(template.read_text())
        if 'method="post"' in attributes and "{% field " in inside and "novalidate" not in attributes
    ]
    assert checked == []
