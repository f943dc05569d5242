"""Which automations will run when a ticket is created (Q29)."""

from dataclasses import dataclass

from amends.automations.matching import hears, rules_for
from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.tickets.actions.creation import told_of
from amends.tickets.models import Ticket
from amends.vocabulary import Asker, Invalid, holds, read_tree


@dataclass(frozen=True)
class WillRun:
    """A rule that hears of new tickets: `certain` when its conditions are true of the ticket as the form stands."""

    rule: Rule
    certain: bool


def rules_on_creation(sketch: Ticket) -> list[WillRun]:
    """The rules that are on and that hear of this unsaved ticket, but those whose conditions are plainly false."""
    event = Event.of(told_of(sketch), by=Actor.clock(), ticket=0)
    heard = [rule for rule in rules_for(["ticket.created"]) if not rule.is_broken and hears(rule, event)]
    judged = [(rule, _true_of(rule, sketch)) for rule in heard]
    return [WillRun(rule, verdict is True) for rule, verdict in judged if verdict is not False]


def _true_of(rule: Rule, sketch: Ticket) -> bool | None:
    """None when it cannot be told before the ticket is there (tags, moments)."""
    if not rule.when:
        return True
    try:
        return holds(read_tree(rule.when), sketch, Asker.nobody(), subject="ticket")
    except (Invalid, LookupError, ValueError, TypeError):
        return None
