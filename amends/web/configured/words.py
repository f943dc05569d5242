"""What is said of a thing: where it is used, and how it came to be as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.configured.events import ConfiguredChanged
from amends.configured.models import Configured
from amends.configured.things import Thing, Use
from amends.journal.queries import Line
from amends.kit.counting import CAP, say_count
from amends.vocabulary import Condition
from amends.web.filters.address import PARAMETER, write_condition

LISTS = {"ticket": "tickets:list"}
"""Where the rows of a subject are listed."""
ASKS_NOTHING = ("is_filled", "is_empty")
"""Operators without a value."""


@dataclass(frozen=True)
class UseLine:
    label: Any
    count: str
    address: str


@dataclass(frozen=True)
class ChangeLine:
    what: list[str]
    line: Line


def use_lines(row: Configured, uses: Iterable[Use]) -> list[UseLine]:
    return [
        UseLine(use.label, say_count(CAP + 1) if use.capped else str(use.count), _address(row, use)) for use in uses
    ]


def _address(row: Configured, use: Use) -> str:
    if use.asked is None or use.asked[0] not in LISTS:
        return use.address
    subject, field, op = use.asked
    asked = Condition(field=field, op=op, value=None if op in ASKS_NOTHING else [row.code])
    written = write_condition(asked)
    return f"{reverse(LISTS[subject])}?{PARAMETER}={written}"


def change_lines(kind: Thing, lines: Iterable[Line]) -> list[ChangeLine]:
    """Newest first; of a change each column with what it was and what it is."""
    return [ChangeLine(_said(kind, line), line) for line in lines]


def _said(kind: Thing, line: Line) -> list[str]:
    fact = line.event.fact
    if not isinstance(fact, ConfiguredChanged):
        return [line.sentence]
    return [_changed(_called(kind, name), old, new) for name, (old, new) in fact.changes.items()]


def _changed(label: str, old: Any, new: Any) -> str:
    words = {"field": label, "old": _plain(old), "new": _plain(new)}
    return _("%(field)s: %(old)s to %(new)s") % words


def _called(kind: Thing, name: str) -> str:
    try:
        column: Any = kind.model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    text = str(column.verbose_name)
    return text[:1].upper() + text[1:]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{text} ({language})" for language, text in value.items()) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value not in (None, "") else "–"
