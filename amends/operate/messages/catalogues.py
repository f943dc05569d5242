"""The .po files: brought up to date with what the program says, and asked whether they are complete."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polib

from amends.operate.messages.sentences import PACKAGE, Sentence

WIDTH = 100


@dataclass(frozen=True)
class Language:
    """A language other than English, with the plural rule of Django's own catalogue: two rules would not mix."""

    code: str
    forms: int
    rule: str

    @property
    def path(self) -> Path:
        return PACKAGE / "locale" / self.code / "LC_MESSAGES" / "django.po"


CZECH = Language(
    "cs", 4, "(n == 1 && n % 1 == 0) ? 0 : (n >= 2 && n <= 4 && n % 1 == 0) ? 1: (n % 1 != 0 ) ? 2 : 3"
)  # fmt: skip
POLISH = Language(
    "pl",
    4,
    "(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 || n%100>14) ? 1 : n!=1 && (n%10>=0 && n%10<=1) || "
    "(n%10>=5 && n%10<=9) || (n%100>=12 && n%100<=14) ? 2 : 3)",
)
LANGUAGES = [CZECH, POLISH]

PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|(?<!%)%([sd])")


def update(language: Language, found: Iterable[Sentence]) -> tuple[int, int]:
    """Add new sentences and drop those no longer said; translations stay. Returns how many of each.

    Nothing is guessed: a changed sentence is a new one, so there are no fuzzy entries.
    """
    old = {_key(entry): entry for entry in load(language)}
    wanted = _once_each(found)
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {
        "Language": language.code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={language.forms}; plural={language.rule};",
    }
    catalogue.extend(_entry(sentence, old.get(_sentence_key(sentence)), language) for sentence in wanted)
    language.path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(language.path))
    keys = {_sentence_key(sentence) for sentence in wanted}
    return len(keys - old.keys()), len(old.keys() - keys)


def load(language: Language) -> polib.POFile:
    """The catalogue as it is; an empty one before the first."""
    return polib.pofile(str(language.path), wrapwidth=WIDTH) if language.path.exists() else polib.POFile()


def problems(language: Language, found: Iterable[Sentence]) -> list[str]:
    """What is wrong with a catalogue, one line each; an empty list means complete."""
    catalogue = load(language)
    entries = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    wrong = [] if f"nplurals={language.forms}" in catalogue.metadata.get("Plural-Forms", "") else ["wrong plural rule"]
    for sentence in _once_each(found):
        entry = entries.get(_sentence_key(sentence))
        wrong += [f"{sentence.text!r}: {what}" for what in _wrong_with(entry, sentence, language)]
    said = {_sentence_key(sentence) for sentence in found}
    wrong += [f"{key[1]!r}: nobody says this any more" for key in entries if key not in said]
    return [f"{language.code}: {line}" for line in wrong]


def _once_each(found: Iterable[Sentence]) -> list[Sentence]:
    """In order, one per key: a text said both alone and with a number has one entry, the one with plural forms."""
    return list({_sentence_key(sentence): sentence for sentence in sorted(set(found))}.values())


def _wrong_with(entry: polib.POEntry | None, sentence: Sentence, language: Language) -> list[str]:
    if entry is None:
        return ["not in the catalogue, run bin/messages"]
    if entry.fuzzy:
        return ["fuzzy"]
    texts = [entry.msgstr_plural.get(n, "") for n in range(language.forms)] if sentence.many else [entry.msgstr]
    if not all(texts):
        return ["not translated" if not any(texts) else "a plural form is missing"]
    # "1 day" may say its number as a word; every other form must carry all places.
    return [
        f"places differ in {text!r}"
        for form, text in enumerate(texts)
        if not _fits(places(text), sentence, one=bool(sentence.many) and form == 0)
    ]


def _fits(found: set[str], sentence: Sentence, *, one: bool) -> bool:
    allowed = places(sentence.many or sentence.text)
    return found <= allowed if one else found == allowed


def places(text: str) -> set[str]:
    """The names of the values that are put into a sentence."""
    return {"".join(match) or "-" for match in PLACES.findall(text.replace("%%", ""))}


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def _sentence_key(sentence: Sentence) -> tuple[str, str]:
    return (sentence.context, sentence.text)


def _entry(sentence: Sentence, old: polib.POEntry | None, language: Language) -> polib.POEntry:
    flags = ["python-format"] if re.search(r"%\(\w+\)[sd]|%[sd]", sentence.many or sentence.text) else []
    entry = polib.POEntry(msgid=sentence.text, msgctxt=sentence.context or None, flags=flags)
    if sentence.many:
        entry.msgid_plural = sentence.many
        known = old.msgstr_plural if old else {}
        entry.msgstr_plural = {form: known.get(form, "") for form in range(language.forms)}
    else:
        entry.msgstr = old.msgstr if old else ""
    return entry
