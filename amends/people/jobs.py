"""The work of those who have left is handed over in the background."""

from datetime import timedelta

from django.utils import timezone

from amends.kit import jobs
from amends.people.handover import pass_on_chunk
from amends.people.models import Leaving

ROUND = 40
"""Chunks done in a row before others who wait for the same place have their turn."""
SILENT = timedelta(minutes=10)


@jobs.task(patience="bulk", retries=8)
def hand_over(user_id: int) -> None:
    """Go on with somebody's handover from where it is."""
    if all(pass_on_chunk(user_id) for _turn in range(ROUND)):
        hand_over.defer(user_id=user_id)


@jobs.periodic("*/5 * * * *")
def resume_handovers() -> None:
    """Handovers that nobody has worked on for ten minutes go on."""
    silent = Leaving.objects.filter(heard_at__lt=timezone.now() - SILENT)
    found = list(silent.values_list("pk", flat=True))
    Leaving.objects.filter(pk__in=found).update(heard_at=timezone.now())
    hand_over.defer_many({"user_id": pk} for pk in found)
