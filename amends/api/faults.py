"""What is wrong with a member that a client sent, in the reader's language: the validator's own words are English."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_WHOLE_NUMBER = _("This has to be a whole number.")
_NUMBER = _("This has to be a number.")
_YES_OR_NO = _("This has to be true or false.")
_DAY = _("This has to be a day, like 2026-11-18.")
_MOMENT = _("This has to be a moment with its offset from UTC, like 2026-11-18T10:42:00+01:00.")
_ID = _("This has to be an id, like 0b2f6f0c-6f0e-4a52-9d0e-5a3a3f1c9d11.")
_OBJECT = _("This has to be an object.")

_SENTENCES = {
    "missing": _("This is missing."),
    "extra_forbidden": _("There is no such field. Is it misspelt?"),
    "string_type": _("This has to be text."),
    "string_too_long": _("This may have at most %(max_length)s characters."),
    "string_too_short": _("This has to have at least %(min_length)s characters."),
    "string_pattern_mismatch": _("This has to match %(pattern)s."),
    "too_long": _("This may have at most %(max_length)s entries."),
    "too_short": _("This has to have at least %(min_length)s entries."),
    "literal_error": _("This has to be one of %(expected)s."),
    "greater_than": _("This has to be more than %(gt)s."),
    "greater_than_equal": _("This has to be at least %(ge)s."),
    "less_than": _("This has to be less than %(lt)s."),
    "less_than_equal": _("This may be at most %(le)s."),
    "decimal_max_digits": _("This may have at most %(max_digits)s digits."),
    "decimal_max_places": _("This may have at most %(decimal_places)s decimal places."),
    "decimal_whole_digits": _("This may have at most %(whole_digits)s digits before the decimal point."),
    "list_type": _("This has to be a list."),
} | {
    type_: sentence
    for sentence, types in {
        _WHOLE_NUMBER: ("int_type", "int_parsing", "int_from_float", "int_parsing_size"),
        _NUMBER: ("decimal_type", "decimal_parsing", "finite_number", "float_type", "float_parsing"),
        _YES_OR_NO: ("bool_type", "bool_parsing"),
        _DAY: ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        _MOMENT: ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware"),
        _ID: ("uuid_type", "uuid_parsing"),
        _OBJECT: ("dict_type", "model_type", "model_attributes_type"),
    }.items()
    for type_ in types
}
"""By the validator's name of the fault."""


def sentence(fault: Mapping[str, Any]) -> str:
    """What one fault says to people. Our own validators bring a sentence; a rare fault of others stays English."""
    details: Mapping[str, Any] = fault.get("ctx") or {}
    if fault["type"] == "value_error" and "error" in details:
        return str(details["error"])
    found = _SENTENCES.get(fault["type"])
    if found is None:
        return str(fault["msg"])
    return str(found) % {name: str(value).replace(" or ", ", ") for name, value in details.items()}
