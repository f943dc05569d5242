"""The keyboard map that `?` shows. A link or button obeys a key by carrying `data-key`; here are the words for it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    keys: str
    does: Promise | str


@dataclass(frozen=True)
class Section:
    label: Promise
    keys: tuple[Key, ...]


EVERYWHERE = (
    Key("Ctrl K", _("search or go to")),
    Key("/", _("search")),
    Key("C", _("create a ticket")),
    Key("Z", _("undo")),
    Key("?", _("this help")),
)

SECTIONS = [
    Section(
        _("In a list"),
        (
            Key("J K", _("down, up")),
            Key("X", _("select")),
            Key("Enter", _("open")),
            Key("F", _("add a condition")),
            Key("Esc", _("clear the selection")),
        ),
    ),
    Section(
        _("On a ticket"),
        (
            Key("A", _("activity")),
            Key("S", _("status")),
            Key("I", _("assign")),
            Key("D", _("deadline")),
            Key("M", _("merge into another ticket")),
            Key("Ctrl Enter", _("send the form")),
        ),
    ),
]
