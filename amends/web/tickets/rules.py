"""Which automations will run when a ticket is created, and what each will do (Q29)."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.automations.models import Rule
from amends.automations.ruleset import rule_set
from amends.automations.sentences import deeds_of, with_labels
from amends.tickets.actions.creation import told_of
from amends.tickets.models import Ticket
from amends.vocabulary import Asker


@dataclass(frozen=True)
class WillRun:
    """A rule that hears of new tickets: `certain` when its conditions are true of the ticket as the form stands."""

    rule: Rule
    certain: bool
    deeds: Sequence[str]


@dataclass(frozen=True)
class OnCreation:
    """The rules that are on and that hear of a ticket: those that will or may run, and those that plainly won't."""

    running: Sequence[WillRun]
    others: Sequence[Rule]


def rules_on_creation(sketch: Ticket) -> OnCreation:
    """Of this unsaved ticket, as the form stands."""
    heard = [known for known in rule_set().hearing("ticket", "ticket.created", told_of(sketch)) if known.works]
    asker = Asker.nobody()
    # what can't be judged, as tags and moments can't before the ticket is there, may still come true
    judged = [(known.rule, known.is_true_of(sketch, asker)) for known in heard]
    with with_labels(rule for rule, verdict in judged if verdict is not False):
        running = [WillRun(rule, verdict is True, deeds_of(rule)) for rule, verdict in judged if verdict is not False]
    return OnCreation(running, [rule for rule, verdict in judged if verdict is False])
