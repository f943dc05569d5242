"""Reading the journal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any

from django.db.models import Count, QuerySet

from amends.journal.actors import Actor, ActorKind
from amends.journal.events import Audience, kinds_seen_by
from amends.journal.models import Event, Failure, Subject

About = tuple[str, int]
"""A subject: its kind and its number, e.g. ("ticket", 4711)."""


@dataclass(frozen=True)
class Line:
    """One line of a history: what happened, who did it, and what it was a consequence of, as far as one may know.

    `event` is as the audience may see it, see `history`; `cause` is None as well when the reader must not know of it.
    """

    event: Event
    cause: Event | None

    @property
    def sentence(self) -> str:
        return self.event.sentence

    @property
    def by(self) -> str:
        return str(self.event.actor.name)

    @property
    def by_rule(self) -> bool:
        return self.event.actor_kind == ActorKind.RULE

    @property
    def because(self) -> str:
        """What it was a consequence of, as words that follow the author; empty for a deed of its own."""
        return self.cause.fact.cause() if self.cause else ""


def history(
    *,
    about: About,
    audience: Audience,
    also: Collection[int] = (),
    kinds: Iterable[str] | None = None,
    since: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Line]:
    """The newest events of one subject with their causes; from the event `since` on, up to `before`.

    Only what the audience may see is read, and of causes that it may not see nothing is told. A customer hears of
    causes about the same subject only: one event may bring about another in the matter of somebody else. They are told
    which person it was; how a shop's rules and programs are called is its own, so those are Amends.

    `also` are further subjects of the same kind, whose events stand among them: what was merged into it.

    Most causes are lines of the same history; only for others there is a second query.
    """
    place: dict[str, Any] = {"kind": about[0], "subject_id": about[1]}
    if also:
        place = {"kind": about[0], "subject_id__in": [about[1], *also]}
    if since is not None:
        place["event_id__gte"] = since
    if before is not None:
        place["event_id__lt"] = before
    rows = Event.objects.filter(**{f"subjects__{name}": value for name, value in place.items()})
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if audience is not Audience.STAFF:
        rows = rows.filter(kind__in=kinds_seen_by(audience))
    events = list(rows.order_by("-subjects__event_id")[:limit])
    causes = _causes_of(events, about, audience)
    if audience is not Audience.STAFF:
        for event in {*events, *causes.values()}:
            _hide_author(event)
    return [Line(event, causes.get(event.cause_id or 0)) for event in events]


def _causes_of(events: list[Event], about: About, audience: Audience) -> dict[int, Event]:
    """Those that the audience may know of."""
    known = {event.pk: event for event in events}
    elsewhere = {event.cause_id for event in events if event.cause_id is not None} - known.keys()
    if elsewhere:
        rows = Event.objects.filter(pk__in=elsewhere)
        if audience is not Audience.STAFF:
            rows = rows.filter(subjects__kind=about[0], subjects__subject_id=about[1])
        known |= {event.pk: event for event in rows if audience.sees(type(event.fact))}
    return known


def _hide_author(event: Event) -> None:
    """In this object only; persons and customers are named."""
    if event.actor_kind not in (ActorKind.PERSON, ActorKind.CUSTOMER):
        event.actor_kind, event.actor_id, event.actor_label = ActorKind.SYSTEM, None, ""


def leaving(events: Iterable[Event]) -> list[Event]:
    """Those that other systems may be told of: the only way from the journal to a webhook."""
    return [event for event in events if event.fact.leaves]


def events_of(about: About, *, kinds: Iterable[str] | None = None) -> QuerySet[Event]:
    """The events of one subject, in no order."""
    return Event.objects.filter(pk__in=_of(about, kinds).values("event"))


def facts_of_deed(by: Actor, kind: str, ids: Iterable[int]) -> dict[int, list[Event]]:
    """What this actor's deed itself did to each of these subjects, oldest first; not what followed from it."""
    subjects = Subject.objects.filter(kind=kind, subject_id__in=list(ids), event__act=by.act, event__depth=by.depth)
    found: dict[int, list[Event]] = {}
    for subject in subjects.select_related("event").order_by("event"):
        found.setdefault(subject.subject_id, []).append(subject.event)
    return found


@dataclass(frozen=True)
class Failing:
    """A reader that fails, on how many events, and how it failed the last time."""

    reader: str
    events: int
    error: str


def failing_readers() -> list[Failing]:
    """What administrators should know: readers that could not take what they were told."""
    many = dict(Failure.objects.values_list("reader").annotate(events=Count("pk")).order_by("reader"))
    latest = Failure.objects.order_by("reader", "-id").distinct("reader").values_list("reader", "error")
    return [Failing(reader, many[reader], error) for reader, error in latest if reader in many]


MARKED = 20


def history_mark(about: About) -> str:
    """Another word whenever an event of the subject commits, in whatever order: made of the newest ids.

    Ids are given before commit, so a slow transaction adds one that is not the newest; deeds on one subject wait for
    each other, so that it is never further back than a few. One look into one index, however long the history.
    """
    newest = _of(about, None).order_by("-event").values_list("event", flat=True)[:MARKED]
    return blake2s(repr(list(newest)).encode(), digest_size=8).hexdigest()


def _of(about: About, kinds: Iterable[str] | None) -> QuerySet[Subject]:
    rows = Subject.objects.filter(kind=about[0], subject_id=about[1])
    return rows if kinds is None else rows.filter(event_kind__in=list(kinds))
