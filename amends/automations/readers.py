"""What automations listen for."""

from collections import defaultdict
from collections.abc import Sequence

from amends.automations.jobs import recheck_rules, run_rules
from amends.automations.matching import hears, rules_for
from amends.automations.models import Rule
from amends.journal.models import Event
from amends.journal.readers import Reader

COMING_AND_GOING = ("deleted", "restored", "deactivated", "reactivated", "retired", "added")
"""Last words of the kinds that tell of a configured thing or a person that rules may name."""


class RuleReader(Reader):
    """Events that some rule waits for. The rules of the whole batch are read in one query and judged in Python."""

    code = "automations"
    job = run_rules

    def wants(self, events: Sequence[Event]) -> list[Event]:
        rules: dict[str | None, list[Rule]] = defaultdict(list)
        for rule in rules_for({event.kind for event in events}):
            rules[rule.kind].append(rule)
        return [event for event in events if any(hears(rule, event) for rule in rules[event.kind])]


class HealthReader(Reader):
    """Events after which a rule may name something that is gone, or is back."""

    code = "automations.health"
    job = recheck_rules

    def wants(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if "ticket" not in event.about and _comes_or_goes(event.kind)]


def _comes_or_goes(kind: str) -> bool:
    return not kind.startswith("rule.") and kind.replace("_", ".").split(".")[-1] in COMING_AND_GOING
