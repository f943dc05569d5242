"""The kinds of events are a contract with rules, webhooks and years of history: a change of one is seen in review."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from amends.journal.events import EventKind, event_kinds

REVIEWED = Path(settings.ROOT) / "tests" / "snapshots" / "event_kinds.txt"


def kinds() -> dict[str, type[EventKind]]:
    """All kinds of the product; those of tests begin with `test`."""
    return {code: kind for code, kind in event_kinds().items() if not code.startswith("test")}


def described(kind: type[EventKind]) -> str:
    """One line: code, subjects, audience, whether it leaves, fields with types; `!`: personal, `?`: may be left out.

    `...` stands for subjects of any kind, `+` for the subject that comes into being.
    """
    fields = [
        f"{name}{'!' * (name in kind.personal)}{'?' * (not field.is_required())}: {typed(field.annotation)}"
        f"{''.join(f'@{mark.chooser}' for mark in field.metadata if hasattr(mark, 'chooser'))}"
        for name, field in kind.model_fields.items()
    ]
    about = "+" * kind.begins + ", ".join([*kind.subjects, *["..."] * kind.of_any_subject])
    seen = f"({about}) [{kind.audience}{', leaves' * kind.leaves}]"
    return f"{kind.code} {seen} {', '.join(fields)}".rstrip()


def typed(annotation: object) -> str:
    return str(getattr(annotation, "__name__", annotation) if isinstance(annotation, type) else annotation)


def test_the_kinds_are_those_that_were_reviewed():
    """A wanted change: run this test with AMENDS_SNAPSHOTS=write and commit the file."""
    found = "\n".join(described(kind) for kind in kinds().values()) + "\n"
    if os.environ.get("AMENDS_SNAPSHOTS") == "write":
        REVIEWED.parent.mkdir(parents=True, exist_ok=True)
        REVIEWED.write_text(found)
    assert found == REVIEWED.read_text()


@pytest.mark.parametrize("code", list(kinds()))
def test_every_kind_is_named_after_a_thing_and_what_happened_to_it(code):
    thing, happened = code.split(".")
    assert thing.isidentifier()
    assert happened.isidentifier()


@pytest.mark.parametrize("code", list(kinds()))
def test_every_kind_has_a_label_in_every_language(code):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert str(kinds()[code].label)
