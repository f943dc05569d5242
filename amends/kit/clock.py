"""What the queue does by the clock: it keeps itself in order."""

from amends.kit import jobs


@jobs.periodic("* * * * * */5", patience="now")
def retry_stalled_jobs() -> None:
    jobs.retry_stalled()


@jobs.periodic("17 3 * * *", patience="bulk")
def prune_failed_jobs() -> None:
    jobs.prune_failed()
