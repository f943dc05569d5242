"""What time does to activities."""

from amends.activities.actions import expire_due
from amends.journal.actors import Actor
from amends.kit import jobs


@jobs.periodic("* * * * *", patience="soon")
def expire_activities() -> None:
    """Every minute: tell which deadlines have passed."""
    expire_due(by=Actor.clock())
