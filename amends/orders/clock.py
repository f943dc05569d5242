"""What time does to shops: their feeds are fetched again."""

from amends.kit import jobs
from amends.orders.actions.feeds import begin_due


@jobs.periodic("* * * * *")
def begin_due_fetches() -> None:
    """Each shop every so many hours."""
    begin_due()
