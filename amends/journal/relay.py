"""The relay: tells readers of events, once each, after they are committed.

It claims rows by "not relayed yet", never by a cursor of ids: ids are given before commit, a slower transaction commits
a smaller id later, and whoever follows a cursor has passed it by then. Claiming, deferring the readers' jobs and
marking the rows are one transaction: killed between any two statements, all of it happens again from the start.
"""

from django.db import transaction
from django.utils import timezone

from amends.journal.models import Event, with_subjects
from amends.journal.readers import readers

BATCH = 500


def relay_once(batch: int = BATCH) -> int:
    """Relay one batch, oldest first; answers how many events it told of. Several relays at once share the work."""
    with transaction.atomic():
        waiting = Event.objects.select_for_update(skip_locked=True).filter(relayed_at=None)
        events = with_subjects(waiting.order_by("id")[:batch])
        if not events:
            return 0
        for reader in readers():
            wanted = reader.wants(events)
            reader.job.defer_many({"event_id": event.pk} for event in wanted)
        Event.objects.filter(pk__in=[event.pk for event in events]).update(relayed_at=timezone.now())
    return len(events)


def relay_all() -> int:
    """Relay until nothing is left."""
    told = 0
    while count := relay_once():
        told += count
    return told
