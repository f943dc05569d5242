"""Executions in the background."""

from datetime import timedelta

from django.utils import timezone

from amends.executions.models import OVER, Execution
from amends.executions.running import run_chunk
from amends.kit import jobs

ROUND = 40
"""Chunks done in a row before others who wait for the same place have their turn."""
SILENT = timedelta(minutes=10)


@jobs.task(patience="bulk", retries=8)
def work_on(execution_id: int) -> None:
    """Go on with an execution from where it is."""
    if all(run_chunk(execution_id) for _turn in range(ROUND)):
        work_on.defer(execution_id=execution_id)


@jobs.periodic("*/5 * * * *")
def resume_abandoned() -> None:
    """Executions that nobody has worked on for ten minutes go on."""
    silent = Execution.objects.exclude(state__in=OVER).filter(heard_at__lt=timezone.now() - SILENT)
    found = list(silent.values_list("pk", flat=True))
    Execution.objects.filter(pk__in=found).update(heard_at=timezone.now())
    work_on.defer_many({"execution_id": pk} for pk in found)
