"""Names that an administrator gives in several languages: `{"en": "New", "cs": "Nový", "pl": "Nowy"}`."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language

Names = Mapping[str, str]


def pick(names: Names, language: str | None = None) -> str:
    """The name in `language` (default: the reader's), else in the first language that has one."""
    wanted = (language or get_language() or settings.LANGUAGE_CODE)[:2]
    if names.get(wanted):
        return names[wanted]
    for code, _label in settings.LANGUAGES:
        if names.get(code):
            return names[code]
    return next((name for name in names.values() if name), "")
