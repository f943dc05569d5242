"""Which automations will run when a ticket is created (Q29)."""

from dataclasses import dataclass

from amends.automations.models import Rule
from amends.automations.ruleset import rule_set
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
    asker = Asker.nobody()
    judged = [(known.rule, known.is_true_of(sketch, asker)) for known in heard if known.works]
    # what can't be judged, as tags and moments can't before the ticket is there, may still come true
    return [WillRun(rule, verdict is True) for rule, verdict in judged if verdict is not False]
