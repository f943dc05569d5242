"""To which chain of causes an event belongs, also when time passed in between (Q17).

A deadline that passes is told by the clock, a deed of its own. But when a rule set that deadline, it is a late
consequence of what set the rule off: otherwise a rule that waits for passed deadlines and makes an activity due at once
would go on for ever, once a minute. A deadline that a person has put off since is that person's, and begins a chain.
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
    """By event of the clock: the one by which a rule set the time that passed, if it was a rule that did."""
    of_clock = [event for event in events if event.actor_kind == ActorKind.CLOCK and event.fact.subjects]
    if not of_clock:
        return {}
    spoken_of = {event.pk: _main_subject(event) for event in with_subjects(of_clock)}
    settings = _settings({place for place in spoken_of.values() if place})
    last = {
        pk: max((one for one in settings.get(place, []) if one.pk < pk), key=lambda one: one.pk, default=None)
        for pk, place in spoken_of.items()
        if place
    }
    return {pk: event for pk, event in last.items() if event is not None and event.actor_kind == ActorKind.RULE}


def _main_subject(event: Event) -> tuple[str, int] | None:
    kind = event.fact.subjects[0]
    number = event.subject_id(kind)
    return None if number is None else (kind, number)


def _settings(places: set[tuple[str, int]]) -> dict[tuple[str, int], list[Event]]:
    """The events that set the time of these: the one by which each came into being, and what gave it another."""
    rows = Subject.objects.filter(
        kind__in={kind for kind, _number in places},
        subject_id__in={number for _kind, number in places},
        event_kind__in=[code for code, kind in event_kinds().items() if kind.begins or kind.renews],
    )
    found: dict[tuple[str, int], list[Event]] = {}
    for row in rows.select_related("event"):
        if row.event.fact.subjects[:1] == (row.kind,) and row.event.fact.sets_the_clock():
            found.setdefault((row.kind, row.subject_id), []).append(row.event)
    return found
