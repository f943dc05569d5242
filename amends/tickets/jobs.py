"""Background work of tickets."""

from amends.kit import jobs
from amends.tickets.readiness import is_kept, keep_ready


@jobs.task(patience="bulk", retries=5, lock="tickets.custom_indexes")
def keep_fields_ready(event_ids: list[int]) -> None:
    """Custom fields were made, changed or retired."""
    keep_ready()


@jobs.periodic("17 * * * *", patience="bulk")
def look_after_fields() -> None:
    """Every hour, in case that a job was lost."""
    if not is_kept():
        keep_fields_ready.defer(event_ids=[])
