"""What automations listen for."""

from collections.abc import Sequence

from amends.automations.due import remember
from amends.automations.jobs import act_on_deeds, act_on_large_acts, recheck_rules
from amends.automations.ruleset import rule_set
from amends.journal.models import Event
from amends.journal.readers import Reader


class RuleReader(Reader):
    """Events that some rule waits for, and those that take something back: they become due, to be acted on in
    batches."""

    code = "automations"
    job = act_on_deeds

    def wants(self, events: Sequence[Event]) -> list[Event]:
        rules = rule_set()
        return [event for event in events if event.undoes or rules.subjects_of(event.kind)]

    def take(self, events: Sequence[Event]) -> None:
        lanes = remember(events)
        if lanes[False]:
            act_on_deeds.defer()
        if lanes[True]:
            act_on_large_acts.defer()


class HealthReader(Reader):
    """Events after which a rule may name something that is gone, or is back."""

    code = "automations.health"
    job = recheck_rules

    def wants(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if event.fact.retires]
