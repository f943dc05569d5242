"""To which chain of causes an event belongs, also when time passed in between (Q17).

A deadline that passes is told by the clock, a deed of its own. But when a rule made what has that deadline, it is a
late consequence of what set the rule off: otherwise a rule that waits for passed deadlines and makes an activity due
at once would go on for ever, once a minute.
"""

from collections.abc import Iterable
from dataclasses import replace

from amends.automations.models import Rule
from amends.journal.actors import Actor, ActorKind
from amends.journal.events import event_kinds
from amends.journal.models import Event, Subject, with_subjects


def actor_of(rule: Rule, event: Event, origin: Event | None = None) -> Actor:
    """The rule as the author of what follows from `event`, with its place in the chain."""
    by = Actor.rule(rule, because=event)
    return replace(by, act=origin.act, depth=origin.depth + 2) if origin else by


def origins_of(events: Iterable[Event]) -> dict[int, Event]:
    """By event of the clock: the one by which a rule made what it speaks of, its main subject."""
    of_clock = [event for event in events if event.actor_kind == ActorKind.CLOCK and event.fact.subjects]
    if not of_clock:
        return {}
    spoken_of = {event.pk: _main_subject(event) for event in with_subjects(of_clock)}
    origins = _beginnings({place for place in spoken_of.values() if place})
    return {pk: origins[place] for pk, place in spoken_of.items() if place in origins}


def _main_subject(event: Event) -> tuple[str, int] | None:
    kind = event.fact.subjects[0]
    number = event.subject_id(kind)
    return None if number is None else (kind, number)


def _beginnings(places: set[tuple[str, int]]) -> dict[tuple[str, int], Event]:
    """The events by which these came into being, of those that a rule made."""
    kinds = [code for code, kind in event_kinds().items() if kind.begins]
    rows = Subject.objects.filter(
        kind__in={kind for kind, _number in places},
        subject_id__in={number for _kind, number in places},
        event_kind__in=kinds,
    )
    made = {
        (row.kind, row.subject_id): row.event
        for row in rows.select_related("event")
        if row.event.fact.subjects[:1] == (row.kind,) and row.event.actor_kind == ActorKind.RULE
    }
    return {place: event for place, event in made.items() if place in places}
