"""What the kit does by the clock: the queue keeps itself in order, and what is old goes."""

from datetime import datetime, timedelta

from amends.kit import jobs
from amends.kit.retention import delete_what_is_old, kept_for


@jobs.periodic("* * * * * */5", patience="now")
def retry_stalled_jobs() -> None:
    jobs.retry_stalled()


@kept_for(timedelta(days=30), "Background jobs that failed; until then they can be tried again")
def failed_jobs(before: datetime) -> None:
    jobs.prune_failed(before)


@jobs.periodic("17 3 * * *", patience="bulk")
def clear_away() -> None:
    """Every night."""
    delete_what_is_old()
