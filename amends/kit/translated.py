"""Words in several languages: names that an administrator gives, `{"en": "New", "cs": "Nový", "pl": "Nowy"}`, and
sentences that are made for one reader and read by another.
"""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise, keep_lazy_text
from django.utils.translation import get_language, override

Names = Mapping[str, str]


@keep_lazy_text
def say(sentence: str | Promise, **words: object) -> str:
    """A lazily translated `sentence` with words put in, still lazy: it is said in the language of whoever reads it.

    `sentence % words` would be said at once. Words that are things with a translated name are given as the things.
    """
    return str(sentence) % words


def in_every_language(sentence: str | Promise) -> Names:
    """What is found out in the background and read by people of every language, said in all of them; {} for ""."""
    said = {}
    for language, _label in settings.LANGUAGES:
        with override(language):
            said[language] = str(sentence)
    return {language: text for language, text in said.items() if text}


def pick(names: Names, language: str | None = None) -> str:
    """The name in `language` (default: the reader's), else in the first language that has one."""
    wanted = (language or get_language() or settings.LANGUAGE_CODE)[:2]
    if names.get(wanted):
        return names[wanted]
    for code, _label in settings.LANGUAGES:
        if names.get(code):
            return names[code]
    return next((name for name in names.values() if name), "")
