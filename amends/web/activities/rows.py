"""One activity as a row: in the list, and alone after a change of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amends.activities.access import where_ticket_seen
from amends.activities.models import Activity, ActivityStatus
from amends.kit.deadlines import Standing, day_of, has_passed, standing
from amends.kit.markup import markup
from amends.people.models import User
from amends.tickets.models.tickets import title_of
from amends.vocabulary.plain import Row
from amends.web.columns import due_cell
from amends.web.templatetags.parts import icon, who
from amends.web.tickets.rows import TOLD, address_of

_RING = '<circle cx="9" cy="9" r="7.6" fill="none" stroke="currentColor" stroke-width="1.7"/>'
_CHECK = '<path d="M5.4 9.2 8 11.8 12.8 6.4" fill="none" stroke="currentColor" stroke-width="1.7"/>'
_OPEN = mark_safe(f'<svg viewBox="0 0 18 18" aria-hidden="true">{_RING}</svg>')  # noqa: S308 - a constant
_DONE = mark_safe(f'<svg viewBox="0 0 18 18" aria-hidden="true">{_RING}{_CHECK}</svg>')  # noqa: S308 - a constant


def read(activities: QuerySet[Activity], user: User, also: Iterable[str] = ()) -> Any:
    """The activities as plain values, with all that a row and a heading need, and what they are put in order by
    (`also`); of the tickets what `user` sees."""
    told = Case(When(ticket__subject="", then=Left("ticket__description", TOLD)), default=Value(""))
    of_tickets = {
        "ticket_number": F("ticket__number"),
        "ticket_subject": F("ticket__subject"),
        "told": told,
    }
    seen = {name: where_ticket_seen(user, expression) for name, expression in of_tickets.items()}
    return activities.annotate(**seen).values(*{*SHOWN, *seen, *also})


SHOWN = (
    *("id", "name", "due_at", "all_day", "status", "completed_at", "rule_name"),
    *("assignee_id", "assignee__name", "ticket_id"),
)


@dataclass(frozen=True)
class Addresses:
    """Of one activity; resolved once, because reverse() takes longer than a row."""

    activity: str
    completion: str
    reopening: str
    menu: str

    @classmethod
    def of(cls, pk: int) -> "Addresses":
        return cls(*(pattern.replace("/0", f"/{pk}", 1) for pattern in _patterns()))


@cache
def _patterns() -> tuple[str, ...]:
    return tuple(reverse(f"activities:{name}", args=[0]) for name in ("activity", "completion", "reopening", "menu"))


def body(rows: Iterable[Row]) -> SafeString:
    """The items of a list."""
    words = Spoken.now()
    return mark_safe("".join(item(row, words) for row in rows))  # noqa: S308 - each item was escaped


@dataclass(frozen=True)
class Spoken:
    """Sentences that every row says, in the reader's language."""

    select: str
    complete: str
    reopen: str
    menu: str
    made_by_rule: str
    nobody: str
    more: str
    unseen_ticket: str
    moment: datetime
    zone: tzinfo

    @classmethod
    def now(cls) -> "Spoken":
        return cls(
            _("Select %(name)s"),
            _("Complete %(name)s"),
            _("Reopen %(name)s"),
            _("Menu of %(name)s"),
            _("Created by rule"),
            _("nobody yet"),
            _("Open"),
            _("A ticket you can’t see"),
            timezone.now(),
            timezone.get_current_timezone(),
        )


def is_late(row: Row, now: datetime) -> bool:
    return row["status"] == ActivityStatus.OPEN and row["due_at"] is not None and has_passed(row["due_at"], now)


def title_of_ticket(row: Row) -> str:
    return title_of(row["ticket_subject"], row["told"])


def item(row: Row, words: Spoken | None = None) -> SafeString:
    """The activity as an item of a list."""
    words = words or Spoken.now()
    name, at = {"name": row["name"]}, Addresses.of(row["id"])
    rule = row["rule_name"]
    return markup(
        '<li class="act {}" id="activity-{}" data-row tabindex="-1">'
        '<input class="form-check-input" type="checkbox" form="bulk" name="id" value="{}" data-picks aria-label="{}">'
        '{}<span class="a-name"><a class="plain clip" href="{}" title="{}" data-open>{}</a></span>'
        '{}<span class="a-src meta">{}</span><span class="a-who">{}</span><span class="a-due">{}</span>{}</li>',
        _state(row, words),
        row["id"],
        row["id"],
        words.select % name,
        _tick(row, at, words),
        at.activity,
        row["name"],
        row["name"],
        _ticket(row, words),
        markup("{} {}", icon("bolt", size="sm", label=words.made_by_rule), rule) if rule else "",
        who(row["assignee__name"], nobody=words.nobody),
        due_cell(row["due_at"], row["completed_at"], all_day=row["all_day"]),
        _menu(row, at, words),
    )


def _ticket(row: Row, words: Spoken) -> SafeString:
    number = row["ticket_number"]
    if number is None:
        return markup('<span class="a-on clip ink-3">{}</span>', words.unseen_ticket)
    return markup(
        '<span class="a-on clip" title="{0} {1}"><a class="plain" href="{2}">'
        '<span class="am-code">{0}</span> <span class="ink-3">{1}</span></a></span>',
        number,
        title_of_ticket(row),
        address_of(number),
    )


def _state(row: Row, words: Spoken) -> str:
    if row["status"] != ActivityStatus.OPEN:
        return "done"
    if row["due_at"] is None:
        return ""
    return _STATES[standing(row["due_at"], all_day=row["all_day"], now=words.moment, zone=words.zone)]


_STATES = {Standing.LATE: "over", Standing.TODAY: "today", Standing.AHEAD: ""}


def _tick(row: Row, at: Addresses, words: Spoken) -> SafeString:
    is_open = row["status"] == ActivityStatus.OPEN
    return markup(
        '<button class="tick" type="submit" form="deeds" formaction="{0}" hx-post="{0}" hx-target="closest li"'
        ' hx-swap="outerHTML" aria-pressed="{1}" aria-label="{2}">{3}</button>',
        at.completion if is_open else at.reopening,
        "false" if is_open else "true",
        (words.complete if is_open else words.reopen) % {"name": row["name"]},
        _OPEN if is_open else _DONE,
    )


def _menu(row: Row, at: Addresses, words: Spoken) -> SafeString:
    """Its deeds come when it is opened; without script it leads to the activity, whose page has them all."""
    return markup(
        '<details class="menu is-end" hx-get="{}" hx-trigger="toggle once" hx-target="find .dropdown-menu"'
        ' hx-swap="innerHTML"><summary class="btn btn-bare btn-sm btn-icon" aria-label="{}">{}</summary>'
        '<div class="dropdown-menu"><a class="dropdown-item" href="{}">{}</a></div></details>',
        at.menu,
        words.menu % {"name": row["name"]},
        icon("dots"),
        at.activity,
        words.more,
    )


def heading_by_ticket(row: Row) -> str:
    if row["ticket_number"] is None:
        return _("A ticket you can’t see")
    return f"{row['ticket_number']} {row['ticket_subject']}".strip()


def heading_by_person(row: Row) -> str:
    return row["assignee__name"] or _("Nobody")


def day_of_row(row: Row) -> Any:
    """The day under which it stands; None without a deadline."""
    if row["due_at"] is None:
        return None
    return day_of(row["due_at"]) if row["all_day"] else timezone.localtime(row["due_at"]).date()


def all_late(rows: Sequence[Row]) -> bool:
    now = timezone.now()
    return all(is_late(row, now) for row in rows)
