"""To which chain of causes an event belongs, also when time passed in between (Q17).

A deadline that passes is told by the clock, a deed of its own. But when a rule made that activity, it is a late
consequence of what set the rule off: otherwise a rule that waits for passed deadlines and makes an activity due at once
would go on for ever, once a minute.
"""

from collections.abc import Iterable
from dataclasses import replace

from amends.automations.models import Rule
from amends.journal.actors import Actor, ActorKind
from amends.journal.models import Event, Subject, with_subjects

MADE = "activity.created"


def actor_of(rule: Rule, event: Event, origin: Event | None = None) -> Actor:
    """The rule as the author of what follows from `event`, with its place in the chain."""
    by = Actor.rule(rule, because=event)
    return replace(by, act=origin.act, depth=origin.depth + 2) if origin else by


def origins_of(events: Iterable[Event]) -> dict[int, Event]:
    """By event: the one by which a rule made the activity that the clock now speaks of; its depth is at least 1."""
    of_clock = [event for event in events if _is_late_consequence(event)]
    if not of_clock:
        return {}
    late = {event.pk: event.subject_id("activity") for event in with_subjects(of_clock)}
    made = Subject.objects.filter(kind="activity", subject_id__in=set(late.values()), event_kind=MADE)
    by_activity = {row.subject_id: row.event for row in made.select_related("event")}
    return {pk: by_activity[activity] for pk, activity in late.items() if activity in by_activity}


def _is_late_consequence(event: Event) -> bool:
    return event.actor_kind == ActorKind.CLOCK and bool(event.payload.get("rule"))
