"""Reading the journal."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from amends.journal.actors import ActorKind
from amends.journal.models import Event


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
    *,
    ticket_id: int | None = None,
    contact_id: int | None = None,
    order_id: int | None = None,
    kinds: Iterable[str] | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Line]:
    """The newest events of one subject with their causes, in one query; `before` is an event id to go on from."""
    subjects = {"ticket_id": ticket_id, "contact_id": contact_id, "order_id": order_id}
    asked = {name: number for name, number in subjects.items() if number is not None}
    if not asked:
        raise ValueError("history needs a ticket, a contact or an order")
    events = Event.objects.filter(**asked)
    if kinds is not None:
        events = events.filter(kind__in=list(kinds))
    if before is not None:
        events = events.filter(pk__lt=before)
    return lines(events.order_by("-id"), limit=limit)


def history_mark(*, ticket_id: int) -> str:
    """Another word whenever an event of the ticket commits, in whatever order: how many there are, and the newest."""
    found = Event.objects.filter(ticket_id=ticket_id).aggregate(many=Count("pk"), newest=Max("pk"))
    return f"{found['many']}-{found['newest'] or 0}"


def lines(events: QuerySet[Event], *, limit: int) -> list[Line]:
    return [Line(event, event.cause) for event in events.select_related("cause")[:limit]]
