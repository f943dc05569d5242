"""What time does to tickets."""

from amends.journal.actors import Actor
from amends.kit import jobs
from amends.tickets.actions.workflow import move_stragglers


@jobs.periodic("*/10 * * * *")
def move_tickets_of_retired_statuses() -> None:
    """Every ten minutes: a ticket that got a status in the very moment in which it was retired moves on as well."""
    move_stragglers(by=Actor.clock())
