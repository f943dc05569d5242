"""How long deleted tickets can be restored."""

from datetime import datetime, timedelta

from amends.journal.actors import Actor
from amends.kit.retention import kept_for
from amends.tickets.actions import remove_tickets

KEPT = timedelta(days=30)


@kept_for(KEPT, "Deleted tickets, with their activities and files; until then they can be restored")
def deleted_tickets(before: datetime) -> None:
    remove_tickets(before=before, by=Actor.clock())
