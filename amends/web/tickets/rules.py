"""Which automations will run when a ticket is created (Q29)."""

from dataclasses import dataclass

from amends.automations.models import Rule
from amends.automations.ruleset import NOT_JUDGED, Known, rule_set
from amends.tickets.actions.creation import told_of
from amends.tickets.models import Ticket
from amends.vocabulary import Asker


@dataclass(frozen=True)
class WillRun:
    """A rule that hears of new tickets: `certain` when its conditions are true of the ticket as the form stands."""

    rule: Rule
    certain: bool


def rules_on_creation(sketch: Ticket) -> list[WillRun]:
    """The rules that are on and that hear of this unsaved ticket, but those whose conditions are plainly false."""
    heard = rule_set().hearing("ticket", "ticket.created", told_of(sketch))
    judged = [(known.rule, _true_of(known, sketch)) for known in heard if known.works]
    return [WillRun(rule, verdict is True) for rule, verdict in judged if verdict is not False]


def _true_of(known: Known, sketch: Ticket) -> bool | None:
    """None when it cannot be told before the ticket is there (tags, moments)."""
    try:
        return known.when.holds(sketch, Asker.nobody())
    except NOT_JUDGED:
        return None
