"""Languages, countries and currencies that a form offers, in the reader's language."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("cs", "en", "pl", "sk", "de", "hu", "ro")

COUNTRIES = (
    ("CZ", _("Czechia")),
    ("PL", _("Poland")),
    ("SK", _("Slovakia")),
    ("DE", _("Germany")),
    ("AT", _("Austria")),
    ("HU", _("Hungary")),
    ("RO", _("Romania")),
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("FR", _("France")),
    ("NL", _("Netherlands")),
    ("US", _("United States")),
)

CURRENCIES = ("CZK", "PLN", "EUR", "GBP", "HUF", "RON", "USD")

Choices = list[tuple[str, object]]


def languages(also: str = "") -> Choices:
    """`also` is a value that an order brought and that must not get lost because the list does not have it."""
    found: Choices = [(code, get_language_info(code)["name_translated"]) for code in LANGUAGES]
    return _with(found, also)


def countries(also: str = "") -> Choices:
    return _with(list(COUNTRIES), also)


def currencies(also: str = "") -> Choices:
    return _with([(code, code) for code in CURRENCIES], also)


def language_name(code: str) -> str:
    return str(dict(languages(code))[code]) if code else ""


def country_name(code: str) -> str:
    return str(dict(countries(code))[code]) if code else ""


def _with(found: Choices, also: str) -> Choices:
    extra: Choices = [(also, also)] if also and also not in dict(found) else []
    return [("", "—"), *found, *extra]
