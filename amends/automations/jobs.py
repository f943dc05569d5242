"""Rules in the background."""

from amends.automations.engine import react_to
from amends.automations.health import check_all_rules
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.kit import jobs


@jobs.task(patience="now")
def run_rules(event_id: int) -> None:
    """Run the rules that one event sets off."""
    react_to(Event.objects.get(pk=event_id))


@jobs.task(patience="soon")
def recheck_rules(event_id: int) -> None:
    """Something that rules may name has gone or come back."""
    check_all_rules(by=Actor.system("automations").because(Event.objects.get(pk=event_id)))


@jobs.periodic("23 * * * *", patience="bulk")
def recheck_all_rules() -> None:
    """Every hour, for whatever goes without an event."""
    check_all_rules(by=Actor.clock())
