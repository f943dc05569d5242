"""Sentences that scripts say, in the reader's language; they travel as one JSON element in the page."""

from collections.abc import Callable

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.files.actions import EMPTY, NOT_TAKEN, TOO_LARGE
from amends.web.late import PASSED

UNITS: dict[str, Callable[[int], str]] = {
    "minute": lambda n: ngettext("%(n)s min", "%(n)s min", n),
    "hour": lambda n: ngettext("%(n)s h", "%(n)s h", n),
    "day": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "month": lambda n: ngettext("%(n)s month", "%(n)s months", n),
    "year": lambda n: ngettext("%(n)s year", "%(n)s years", n),
}
SAMPLES = (1, 2, 5)
"""One number of each plural form that whole numbers have in English, Czech and Polish."""


def amount(unit: str, n: int) -> str:
    """`amount("day", 3)` is "3 days"."""
    return UNITS[unit](n) % {"n": n}


def catalogue() -> dict[str, object]:
    """All of them. Plural forms are given for sample numbers; Intl.PluralRules finds the sample that fits."""
    return {
        "now": _("now"),
        "units": {unit: {str(sample): form(sample) for sample in SAMPLES} for unit, form in UNITS.items()},
        "errors": {
            "offline": _("No connection. Nothing was changed; try again in a moment."),
            "403": _("You may not do this."),
            "404": _("This is not there any more. Load the page again."),
            "409": _("Somebody else changed this meanwhile. Load the page again to see the current state."),
            "413": _("This file is too large."),
            "429": _("Too many tries. Wait a minute, then try again."),
            "503": _("The database takes too long or does not answer. Nothing was changed; try again in a moment."),
            "500": _("Something went wrong on our side. Nothing was changed."),
        },
        "close": _("Close"),
        "show": _("Show"),
        "cancel": _("Cancel"),
        "ok": _("Do it"),
        "files": {
            "empty": str(EMPTY),
            "tooLarge": str(TOO_LARGE),
            "notTaken": str(NOT_TAKEN),
            "most": settings.FILES_MAX_BYTES,
            "limit": filesizeformat(settings.FILES_MAX_BYTES),
            "endings": sorted(settings.FILES_ENDINGS),
        },
        "late": str(PASSED),
        "find": _("Find in this menu"),
        "remove": _("Remove %(name)s"),
        "isBack": _("What you had begun here is back."),
        "filesAnew": _("Choose files once more."),
        "anew": _("Start anew"),
    }
