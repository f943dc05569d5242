"""Translations are compiled without the gettext tools, and gettext reads them."""

import gettext
import os
from pathlib import Path

import pytest

from amends.operate.setup import catalogues

CZECH = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=4; plural=(n == 1 && n % 1 == 0) ? 0 : (n >= 2 && n <= 4 && n % 1 == 0) ? 1: (n % 1 != 0 ) ? 2 : 3;\\n"

msgid "ticket"
msgid_plural "%d tickets"
msgstr[0] "%d případ"
msgstr[1] "%d případy"
msgstr[2] "%d případu"
msgstr[3] "%d případů"

msgctxt "verb"
msgid "Close"
msgstr "Zavřít"

#, fuzzy
msgid "Order"
msgstr "Pořadí"
"""  # noqa: E501


@pytest.fixture
def source(tmp_path: Path, monkeypatch) -> Path:
    """A Czech catalogue in a checkout of its own."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    po = tmp_path / "amends" / "locale" / "cs" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(CZECH)
    return po


def test_a_compiled_catalogue_has_all_plural_forms_and_contexts(source):
    assert catalogues.ensure() == 1
    with source.with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert [words.ngettext("ticket", "%d tickets", n) % n for n in (1, 3, 5)] == ["1 případ", "3 případy", "5 případů"]
    assert words.pgettext("verb", "Close") == "Zavřít"
    assert words.gettext("Order") == "Order", "a fuzzy entry is a guess and stays out"


def test_only_a_newer_source_is_compiled_again(source):
    catalogues.ensure()
    assert catalogues.ensure() == 0
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert catalogues.ensure() == 1
