"""To which chain of causes an event belongs, also when time passed in between (Q17).

A deadline that passes is told by the clock, a deed of its own. But when a rule made that activity, it is a late
consequence of what set the rule off: otherwise a rule that waits for passed deadlines and makes an activity due at once
would go on for ever, once a minute.
"""

from dataclasses import replace

from amends.automations.models import Rule
from amends.journal.actors import Actor, ActorKind
from amends.journal.models import Event
from amends.journal.queries import events_of

MADE = "activity.created"


def actor_of(rule: Rule, event: Event) -> Actor:
    """The rule as the author of what follows from `event`, with its place in the chain."""
    by = Actor.rule(rule, because=event)
    origin = _origin(event)
    return replace(by, act=origin.act, depth=origin.depth + 2) if origin else by


def _origin(event: Event) -> Event | None:
    """The event by which a rule made the activity that the clock now speaks of; its depth is at least 1."""
    if event.actor_kind != ActorKind.CLOCK or not event.payload.get("rule"):
        return None
    activity = event.subject_id("activity")
    return events_of(("activity", activity), kinds=[MADE]).first() if activity else None
