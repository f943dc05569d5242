"""What people read keeps to the words of the glossary and to the typography of its language."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import override

from amends.operate.messages import catalogues
from amends.operate.messages.catalogues import LANGUAGES
from amends.operate.messages.sentences import sentences

OF_THE_ALPHABET = re.compile(r"(?:two|three|small|\d|…) letters", re.IGNORECASE)
"""Letters that are not posted."""

NOT_SAID = {
    "en": re.compile(
        r"\b(?:letters?|deeds?|programming interface|take it (?:away|off)|taken off|take the \w+ off|\w+ no more)\b",
        re.IGNORECASE,
    ),
    "cs": re.compile(r"dopis|\bna (?:tomto )?případu\b|nevede cesta|programové rozhraní", re.IGNORECASE),
    "pl": re.compile(r"\b(?:list|listu|listem|listów)\b|i/lub|interfejs programistyczny", re.IGNORECASE),
}
"""What the glossary keeps for code, what is translated word by word, and what sounds like a machine."""

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>")
OF_UNKNOWN_GENDER = re.compile(r"\w\(-?[aey]\)", re.IGNORECASE)
QUOTES = {"en": ("“", "”"), "cs": ("„", "“"), "pl": ("„", "”")}

Said = tuple[str, str]


def english() -> Iterator[Said]:
    for sentence in sentences():
        yield from (("en", text) for text in (sentence.text, sentence.many) if text)


def said() -> list[Said]:
    """(language, text) of everything the program can say, without places and markup."""
    found = list(english())
    for language in LANGUAGES:
        for entry in catalogues.load(language):
            found += [(language.code, text) for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
    return [(language, PLACE.sub("…", text)) for language, text in found]


@pytest.fixture(scope="module")
def everything() -> list[Said]:
    return said()


def test_nobody_reads_the_words_of_the_code(everything):
    read = [
        (language, text) for language, text in everything if NOT_SAID[language].search(OF_THE_ALPHABET.sub("", text))
    ]
    assert read == []


def test_nobody_is_addressed_with_the_endings_of_both_sexes(everything):
    assert [text for _language, text in everything if OF_UNKNOWN_GENDER.search(text)] == []


def test_poles_are_addressed_with_a_capital(everything):
    small = re.compile(r"\b(?:tw(?:oj|ój|oim)\w*|ciebie|tobie|tobą)\b")
    assert [text for language, text in everything if language == "pl" and small.search(text)] == []


def test_quotation_marks_are_those_of_the_language_and_close(everything):
    wrong = []
    for language, text in everything:
        opening, closing = QUOTES[language]
        foreign = set('"„“”«»') - {opening, closing}
        if foreign & set(text) or text.count(opening) != text.count(closing):
            wrong.append((language, text))
    assert wrong == []


def test_apostrophes_are_curly(everything):
    assert [text for _language, text in everything if re.search(r"\w'\w", text)] == []


def test_dots_dashes_and_spaces_are_set_with_care(everything):
    wrong = [(language, text) for language, text in everything if re.search(r"\.\.\.| - |  |\s[.,;:!?](?:\s|$)", text)]
    assert wrong == []


DECLINED = re.compile(r"\b(?:z|ze|na|do) [„“”]?%\((?:old|new)\)s", re.IGNORECASE)


def test_what_something_was_and_is_stands_at_an_arrow_and_in_no_case():
    """Names of statuses, people and options can't be declined: “Stav: Nová → Uzavřená”, never “z Nová na Uzavřená”."""
    texts = [
        text
        for language in LANGUAGES
        for entry in catalogues.load(language)
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    assert [text for text in texts if DECLINED.search(text)] == []


ABBREVIATED = re.compile(r"\b(?:godz|mies|pon|wt|śr|czw|pt|sob|niedz)\.$")


def test_a_translation_ends_as_its_sentence_does():
    """A full stop or a colon more or less looks like a mistake, and spaces at the ends join sentences."""
    wrong = []
    for language in LANGUAGES:
        for entry in catalogues.load(language):
            texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
            wrong += [
                (entry.msgid, text)
                for text in texts
                if _ends(text) != _ends(entry.msgid) and not ABBREVIATED.search(text)
            ]
    assert wrong == []


def _ends(text: str) -> tuple[bool, str]:
    return text[:1].isspace(), re.sub(r"[^.:?!…,\s]", "", text[-1:])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This password is too short. It must contain at least 10 characters."),
        ("cs", "Heslo je příliš krátké. Musí mít aspoň 10 znaků."),
        ("pl", "Hasło jest za krótkie. Musi mieć co najmniej 10 znaków."),
    ],
)
def test_sentences_of_django_are_said_in_our_words(language, sentence):
    with override(language), pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(10).validate("short")
    assert refused.value.messages == [sentence]


def test_polish_days_are_shortened_as_poles_do():
    with override("pl"):
        assert date_format(date(2026, 11, 21), "WEEKDAY_FORMAT") == "sob. 21.11"
