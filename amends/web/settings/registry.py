"""What can be set, one section per page. A family declares its own in its `sections.py`, which is imported at start:

register_section(
    Section("outbox", _("Outbox"), _("E-mails that wait, and why"), "outbox:list", "mail-forward", group="system")
)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.people.models import User

Group = Literal["people", "work", "system"]

GROUPS: dict[Group, Promise] = {"people": _("People"), "work": _("Work"), "system": _("System")}
"""Headings of the page, in its order."""


@dataclass(frozen=True)
class Section:
    """One page of settings: `hint` says in a few words what can be done there."""

    code: str
    label: str | Promise
    hint: str | Promise
    url_name: str
    icon: str
    group: Group = "work"
    path: str = ""
    """What its address takes, where several sections share a page."""
    allowed: Callable[[User], bool] = field(default=lambda user: user.is_administrator)

    @property
    def url(self) -> str:
        """The address, or "" while the page does not exist."""
        try:
            return reverse(self.url_name, args=[self.path] if self.path else [])
        except NoReverseMatch:
            return ""


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    _sections[section.code] = section


def sections_for(user: User) -> list[tuple[Promise, list[Section]]]:
    """Groups with the sections this person may open; a group without any is left out."""
    open_to = [section for section in _sections.values() if section.allowed(user) and section.url]
    grouped = [(label, [section for section in open_to if section.group == code]) for code, label in GROUPS.items()]
    return [(label, sections) for label, sections in grouped if sections]
