"""The history of a ticket as its page tells it: days, and under each the lines of one minute.

Lines are written here from plain values, and not in a template: a ticket may have hundreds. Everything passes
`markup`, so that names and texts stay names and texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amends.automations.access import may_see_rules
from amends.journal.actors import ActorKind
from amends.journal.events import Audience
from amends.journal.models import Event
from amends.journal.queries import Line, history
from amends.kit.markup import escaped, markup
from amends.kit.translated import pick
from amends.people.models import User
from amends.tickets.events import FactOfTwo, TicketStatusChanged
from amends.tickets.models import Ticket
from amends.tickets.queries import merged_numbers, of_which, without_unseen
from amends.web import moments
from amends.web.templatetags.parts import avatar, icon, status

PAGE = 50
"""Lines that are shown at first, and with each step back."""
MOST = 200
"""Lines up to which an open page keeps what it showed while new ones come."""
JUST_NOW = timedelta(minutes=1)
NONE = mark_safe("")


@dataclass(frozen=True)
class Stream:
    """Some lines of a history, oldest first, as a ledger is read."""

    lines: list[Line]
    has_earlier: bool
    links_rules: bool
    """Whether the reader may open the rules that the lines name."""
    opening: SafeString = NONE
    """What the ticket began with, under the heading of its day."""
    opened_on: date | None = None
    of_which: Mapping[int, str] = field(default_factory=dict)
    """By event the number of a ticket that was merged into this one, whose line it is."""

    @property
    def first(self) -> int:
        """Number of the oldest event among the lines; what is earlier comes before it."""
        return self.lines[0].event.pk if self.lines else 0

    @cached_property
    def html(self) -> SafeString:
        under = None if self.has_earlier else self.opened_on
        return Writer(links_rules=self.links_rules, under=under, of_which=self.of_which).days(self.lines)

    @property
    def told(self) -> str:
        """By whom the ticket was changed last, and how long ago."""
        if not self.lines:
            return ""
        newest = self.lines[-1]
        name = _("rule “%(name)s”") % {"name": newest.by} if newest.by_rule else newest.by
        if timezone.now() - newest.event.at < JUST_NOW:
            return _("Changed by %(name)s just now.") % {"name": name}
        return _("Changed by %(name)s %(when)s ago.") % {"name": name, "when": moments.since(newest.event.at)}


def newest(ticket_id: int, *, since: int = 0, reader: User) -> Stream:
    """The newest lines: a page of them, or for an open page all from the one on that it began with."""
    if since:
        grown = _stream(ticket_id, since=since, limit=MOST, reader=reader)
        if grown.lines and not grown.has_earlier:
            return replace(grown, has_earlier=_is_anything_before(ticket_id, grown.first))
    return _stream(ticket_id, limit=PAGE, reader=reader)


def earlier(ticket_id: int, *, before: int, reader: User) -> Stream:
    """The page of lines that came before the event of this number."""
    return _stream(ticket_id, before=before, limit=PAGE, reader=reader)


def _stream(ticket_id: int, *, since: int | None = None, before: int | None = None, limit: int, reader: User) -> Stream:
    merged = merged_numbers(ticket_id)
    about = ("ticket", ticket_id)
    found = history(about=about, audience=Audience.STAFF, also=merged, since=since, before=before, limit=limit + 1)
    shown = list(without_unseen(reader, found[:limit][::-1]))
    return Stream(shown, len(found) > limit, may_see_rules(reader), of_which=of_which(shown, merged))


def _is_anything_before(ticket_id: int, event_id: int) -> bool:
    about, merged = ("ticket", ticket_id), merged_numbers(ticket_id)
    return bool(history(about=about, audience=Audience.STAFF, also=merged, before=event_id, limit=1))


@dataclass
class Writer:
    """Writes lines. Addresses of rules and the words around names are made once, not for each line."""

    links_rules: bool
    under: date | None = None
    """The day whose heading stands above the lines already."""
    of_which: Mapping[int, str] = field(default_factory=dict)
    _rules: dict[int, str] = field(default_factory=dict)

    def days(self, lines: Iterable[Line]) -> SafeString:
        return _join(self._day(day, list(of_day)) for day, of_day in groupby(lines, key=_day_of))

    def _day(self, day: date, lines: list[Line]) -> SafeString:
        minutes = (self._minute(list(of_minute)) for _minute, of_minute in groupby(lines, key=_minute_of))
        return (NONE if day == self.under else _heading(day)) + _join(minutes)

    def _minute(self, lines: list[Line]) -> SafeString:
        return markup(
            '<li class="row-ev">{}<div class="evs">{}</div></li>',
            _clock(lines[0].event.at),
            _join(self._line(line) for line in lines),
        )

    def _line(self, line: Line) -> SafeString:
        event, fact = line.event, line.event.fact
        return markup(
            "<p{}>{}{}{} {}</p>",
            mark_safe(' class="is-over"') if event.kind == "activity.expired" else "",
            icon(fact.icon, size="sm"),
            self._merged(event),
            _said(event),
            self._author(line),
        )

    def _merged(self, event: Event) -> SafeString:
        number = self.of_which.get(event.pk)
        return markup('<span class="meta">{}</span> ', number) if number else NONE

    def _author(self, line: Line) -> SafeString | str:
        event = line.event
        if event.actor_kind == ActorKind.CLOCK:
            return ""
        name = str(event.actor.name)
        if event.actor_kind != ActorKind.RULE:
            return markup('<span class="ink-3">{}</span>', _("by %(name)s") % {"name": name})
        because = line.because
        return markup(
            '<span class="cause">{} {}{}</span>',
            _("by rule"),
            self._rule(event.actor_id, name),
            f", {because}" if because else "",
        )

    def _rule(self, number: int | None, name: str) -> SafeString | str:
        if number is None or not self.links_rules:
            return name
        if number not in self._rules:
            self._rules[number] = reverse("automations:rule", args=[number])
        return markup('<a href="{}">{}</a>', self._rules[number], name)


def opened(shown: Stream, ticket: Ticket) -> Stream:
    """The stream with what the customer said when the ticket was made, as the first of its messages."""
    if not ticket.description:
        return shown
    day = timezone.localtime(ticket.created_at).date()
    said = markup(
        '<li class="row-msg">{}<article class="msg them" aria-label="{}"><header>{}<span class="strong">{}</span>'
        '<span class="meta">{}</span></header><div class="txt"{}>{}</div></article></li>',
        _clock(ticket.created_at),
        _("Description"),
        avatar(ticket.customer, customer=True),
        ticket.customer,
        ticket.get_source_display(),
        markup(' lang="{}"', ticket.language) if ticket.language else NONE,
        mark_safe(linebreaks(ticket.description, autoescape=True)),  # noqa: S308 - escaped by it
    )
    return replace(shown, opening=_heading(day) + said, opened_on=day)


def _heading(day: date) -> SafeString:
    return markup('<li class="day"><h2><time datetime="{}">{}</time></h2></li>', day.isoformat(), moments.heading(day))


def _clock(moment: datetime) -> SafeString:
    return markup(
        '<span class="at"><time datetime="{}" title="{}">{}</time></span>',
        moment.isoformat(),
        moments.absolute(timezone.localtime(moment)),
        moments.clock(timezone.localtime(moment)),
    )


def _said(event: Event) -> SafeString | str:
    fact = event.fact
    if isinstance(fact, FactOfTwo) and fact.other:
        to = markup('<a href="{}">{}</a>', reverse("tickets:ticket", args=[fact.other]), fact.other)
        return _taken_back(event, _woven(fact.said(), **{**fact.words(), "other": to}))
    if not (isinstance(fact, TicketStatusChanged) and fact.new_names):
        return event.sentence
    said = _woven(
        _("Status %(old)s to %(new)s"),
        old=status(label=pick(fact.old_names), turn=fact.old_turn),
        new=status(label=pick(fact.new_names), turn=fact.new_turn),
    )
    return _taken_back(event, said)


def _taken_back(event: Event, said: SafeString) -> SafeString:
    return _woven(_("Taken back: %(sentence)s"), sentence=said) if event.undoes else said


def _woven(sentence: str, /, **parts: SafeString | str) -> SafeString:
    """A translated sentence with markup in its places."""
    safe = {name: escaped(part) for name, part in parts.items()}
    return mark_safe(escape(sentence) % safe)  # noqa: S308 - escaped on both sides


def _join(pieces: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 - made of safe pieces


def _day_of(line: Line) -> date:
    return timezone.localtime(line.event.at).date()


def _minute_of(line: Line) -> datetime:
    return line.event.at.replace(second=0, microsecond=0)
