"""The text of a letter in the recipient's language, from one pair of templates.

`letters/<name>.subject.txt` and `letters/<name>.body.txt` hold the sentences (translated like every template); the
HTML form is made from the same text, so the two never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    language: str


def render_letter(name: str, context: Mapping[str, Any], *, language: str = "") -> Rendered:
    """The letter `name` in `language`, or in the installation's own language when we do not speak that one."""
    spoken = language[:2] if language[:2] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        values = {"base_url": settings.BASE_URL, **context}
        subject = " ".join(render_to_string(f"letters/{name}.subject.txt", values).split())
        text = render_to_string(f"letters/{name}.body.txt", values).strip() + "\n"
        html = render_to_string("letters/frame.html", {"subject": subject, "text": text, "language": spoken})
    return Rendered(subject, text, html, spoken)
