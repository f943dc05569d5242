"""Days on which nobody has to work, by country: where a period that the law gives may not end."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

NEXT_WORKING_DAY = {
    "CZ": "Zákon č. 89/2012 Sb., § 607",
    "SK": "Zákon č. 40/1964 Zb., § 122 ods. 3",
    "PL": "Kodeks cywilny, art. 115",
}
"""Where a period whose last day is a Saturday, a Sunday or a holiday ends with the next working day; by which law."""
_LANGUAGES = {"en": "en_US"}
"""What the library calls our languages, where it has another name."""


def day_off(day: date, country: str) -> str | None:
    """What a free day of a country is called in the reader's language; None for a working day."""
    holiday = _holidays(country, get_language() or "en").get(day)
    if holiday is not None:
        return str(holiday)
    return date_format(day, "l") if day.isoweekday() >= 6 else None


def days_off_from(day: date, country: str) -> Sequence[tuple[date, str]]:
    """The free days from `day` on, up to the next working day."""
    found = []
    while (name := day_off(day, country)) is not None:
        found.append((day, name))
        day += timedelta(days=1)
    return found


@lru_cache(maxsize=64)
def _holidays(country: str, language: str) -> "dict[date, str]":
    """All public holidays of a country; it fills itself year by year."""
    import holidays  # it takes half a second, which few processes need

    known = holidays.country_holidays(country)
    wanted = _LANGUAGES.get(language, language)
    spoken = wanted if wanted in known.supported_languages else "en_US"
    return holidays.country_holidays(country, language=spoken)  # type: ignore[return-value]
