"""Czech and Polish are complete: every sentence of the program, every plural form, every place in it."""

import re
from pathlib import Path

import pytest

from amends.operate.messages import catalogues
from amends.operate.messages.catalogues import CZECH, LANGUAGES
from amends.operate.messages.sentences import NotASentence, Sentence, in_python, in_template, sentences

STYLES = Path(__file__).parents[2] / "frontend" / "styles"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_sentence_is_translated(language):
    assert catalogues.problems(language, sentences()) == []


def test_sentences_are_found_in_python_whatever_they_are_imported_as():
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext as in_context\n"
        "_('One' ' two'); ngettext('%(n)s day', '%(n)s days', n); in_context('month', 'May'); other('Not this')\n"
    )
    assert set(in_python(source)) == {
        Sentence("One two"),
        Sentence("%(n)s day", "%(n)s days"),
        Sentence("May", context="month"),
    }


def test_sentences_are_found_in_templates_in_all_their_forms():
    source = """
        {% translate "It's (odd)" %}
        {% blocktranslate trimmed count n=n %}
          {{ n }} thing
        {% plural %}
          {{ n }} things
        {% endblocktranslate %}
        {% include "a.html" with title=_("Empty") %}
        {% translate "May" context "month" %}
    """
    assert set(in_template(source)) == {
        Sentence("It's (odd)"),
        Sentence("%(n)s thing", "%(n)s things"),
        Sentence("Empty"),
        Sentence("May", context="month"),
    }


def test_a_sentence_put_together_at_run_time_is_refused():
    with pytest.raises(NotASentence):
        list(in_python("from django.utils.translation import gettext as _\n_(f'Hello {name}')"))


@pytest.fixture
def small(tmp_path, monkeypatch):
    """The Czech catalogue in a folder of its own."""
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    return CZECH


def test_a_new_sentence_is_added_an_old_one_dropped_and_translations_stay(small):
    assert catalogues.update(small, [Sentence("Name"), Sentence("Gone")]) == (2, 0)
    catalogue = catalogues.load(small)
    (name,) = [entry for entry in catalogue if entry.msgid == "Name"]
    name.msgstr = "Jméno"
    catalogue.save()
    assert catalogues.update(small, [Sentence("Name"), Sentence("New")]) == (1, 1)
    assert {entry.msgid: entry.msgstr for entry in catalogues.load(small)}["Name"] == "Jméno"


@pytest.mark.parametrize(
    ("forms", "complaint"),
    [
        (["", "", "", ""], "not translated"),
        (["%(n)s den", "%(n)s dny", "", "%(n)s dní"], "a plural form is missing"),
        (["den", "%(n)s dny", "%(n)s dne", "%(m)s dní"], "places differ"),
    ],
)
def test_each_flaw_of_a_translation_is_named(small, forms, complaint):
    days = Sentence("%(n)s day", "%(n)s days")
    catalogues.update(small, [days])
    catalogue = catalogues.load(small)
    catalogue[0].msgstr_plural = dict(enumerate(forms))
    catalogue.save()
    assert complaint in catalogues.problems(small, [days])[0]


def test_a_fuzzy_translation_counts_as_none(small):
    catalogues.update(small, [Sentence("Name")])
    catalogue = catalogues.load(small)
    catalogue[0].msgstr = "Jméno?"
    catalogue[0].flags.append("fuzzy")
    catalogue.save()
    assert "fuzzy" in catalogues.problems(small, [Sentence("Name")])[0]


def test_a_sentence_nobody_says_any_more_is_named(small):
    catalogues.update(small, [Sentence("Name")])
    assert "nobody says this" in catalogues.problems(small, [])[0]


def test_no_stylesheet_says_words_which_nobody_could_translate():
    """What stands in `content` is drawn beside the text, in every language the same."""
    said = {
        f"{sheet.relative_to(STYLES)}: {text}"
        for sheet in STYLES.rglob("*.css")
        for text in re.findall(r"""content:[^;}]*?["']([^"']*)["']""", sheet.read_text())
        if re.search(r"[^\W\d_]{2,}", re.sub(r"\\[0-9a-fA-F]+", "", text))
    }
    assert said == set()
