"""Reading the journal."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from amends.journal.actors import ActorKind
from amends.journal.models import Event, Subject

About = tuple[str, int]
"""A subject: its kind and its number, e.g. ("ticket", 4711)."""


@dataclass(frozen=True)
class Line:
    """One line of a history: what happened, who did it, and what it was a consequence of."""

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
    *, about: About, kinds: Iterable[str] | None = None, before: int | None = None, limit: int = 50
) -> list[Line]:
    """The newest events of one subject with their causes, in one query; `before` is an event id to go on from."""
    rows = _of(about, kinds)
    if before is not None:
        rows = rows.filter(event__lt=before)
    found = rows.order_by("-event").select_related("event__cause")[:limit]
    return [Line(row.event, row.event.cause) for row in found]


def events_of(about: About, *, kinds: Iterable[str] | None = None) -> QuerySet[Event]:
    """The events of one subject, in no order."""
    return Event.objects.filter(pk__in=_of(about, kinds).values("event"))


def history_mark(about: About) -> str:
    """Another word whenever an event of the subject commits, in whatever order: how many there are, and the newest."""
    found = _of(about, None).aggregate(many=Count("event"), newest=Max("event"))
    return f"{found['many']}-{found['newest'] or 0}"


def _of(about: About, kinds: Iterable[str] | None) -> QuerySet[Subject]:
    rows = Subject.objects.filter(kind=about[0], subject_id=about[1])
    return rows if kinds is None else rows.filter(event_kind__in=list(kinds))
