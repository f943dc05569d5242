"""What happens to orders in the background."""

from amends.kit import jobs
from amends.orders.imports import fetching, uploads
from amends.orders.imports.importing import lock_of


@jobs.task(patience="bulk")
def import_upload(import_id: int) -> None:
    """Import the orders of one uploaded file."""
    uploads.run_upload(import_id)


@jobs.task(patience="network")
def fetch_feed(import_id: int) -> None:
    """Fetch the feed of a shop; what came has its turn among the uploads."""
    fetching.fetch_feed_of(import_id, then=lambda run: import_upload.defer_in_turn(lock_of(run.shop), import_id=run.pk))


@jobs.periodic("*/5 * * * *")
def close_abandoned_imports() -> None:
    """Imports whose process has died say so, instead of standing still for ever."""
    uploads.close_abandoned_imports()
