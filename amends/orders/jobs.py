"""What happens to orders in the background."""

from amends.kit import jobs
from amends.orders.imports import uploads


@jobs.task(patience="bulk")
def import_upload(import_id: int) -> None:
    """Import the orders of one uploaded file."""
    uploads.run_upload(import_id)


@jobs.periodic("*/5 * * * *")
def close_abandoned_imports() -> None:
    """Imports whose process has died say so, instead of standing still for ever."""
    uploads.close_abandoned_imports()
