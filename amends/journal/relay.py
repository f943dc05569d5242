"""The relay: tells readers of events, once each, after they are committed.

It takes what is pending, never what comes after a cursor of ids: ids are given before commit, a slower transaction
commits a smaller id later, and whoever follows a cursor has passed it by then. Taking rows out of `journal_pending` and
whatever readers do with the events are one transaction: killed between any two statements, all of it happens again from
the start. What people did goes before the consequences of large acts, however many of those wait.

A reader that fails stops neither the others nor the relay. It is taken back to where it began, the batch is divided
until the events are found at which it fails, and those are put aside for it, to be told again by the clock.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from amends.journal.models import Event, Failure, with_subjects
from amends.journal.readers import Reader, readers

logger = logging.getLogger(__name__)

BATCH = 500
MOST_TRIES = 32
"""How often a reader is asked about the parts of one batch before what is left of it is put aside undivided: a reader
that fails on everything must not cost as many savepoints as there are events."""
LONGEST_WAIT = timedelta(hours=6)
"""What failed is told again after 8, 32, 128 seconds ... at most this long."""

CLAIM = """
WITH next AS MATERIALIZED (
  SELECT large, event_id FROM journal_pending ORDER BY large, event_id LIMIT %s FOR UPDATE SKIP LOCKED
), taken AS (
  DELETE FROM journal_pending USING next
  WHERE journal_pending.large = next.large AND journal_pending.event_id = next.event_id
  RETURNING journal_pending.event_id
)
SELECT event.* FROM journal_event AS event JOIN taken ON taken.event_id = event.id ORDER BY event.large, event.id
"""


def relay_once(batch: int = BATCH) -> int:
    """Relay one batch; answers how many events it told of. Several relays at once share the work."""
    with transaction.atomic():
        events = with_subjects(Event.objects.raw(CLAIM, [batch]))
        if events:
            for reader in readers():
                tell(reader, events)
    return len(events)


def relay_all() -> int:
    """Relay until nothing is left."""
    told = 0
    while count := relay_once():
        told += count
    return told


@transaction.atomic
def retry_failed() -> int:
    """Tell readers again of that at which they failed, when its time has come; how many events that were."""
    due = Failure.objects.select_for_update(skip_locked=True).filter(next_try_at__lte=timezone.now())
    failures = list(due.order_by("reader", "event")[:BATCH])
    Failure.objects.filter(pk__in=[failure.pk for failure in failures]).delete()
    known = {reader.code: reader for reader in readers()}  # a reader that is no more has nothing to hear
    for code, group in groupby(failures, key=lambda failure: failure.reader):
        if code in known:
            before = {failure.event_id: failure for failure in group}
            events = with_subjects(Event.objects.filter(pk__in=list(before)).order_by("large", "id"))
            tell(known[code], events, before)
    return len(failures)


def tell(reader: Reader, events: Sequence[Event], before: Mapping[int, Failure] | None = None) -> None:
    """Let the reader take what it wants of the events; what it fails at is put aside. `before`: earlier failures."""
    waiting, tries = [list(events)], 0
    while waiting:
        part = waiting.pop()
        tries += 1
        failure = _failure(reader, part)
        if failure is None:
            continue
        if len(part) > 1 and tries < MOST_TRIES:
            waiting += [part[len(part) // 2 :], part[: len(part) // 2]]
        else:
            _put_aside(reader, part, failure, before or {})


def _failure(reader: Reader, events: list[Event]) -> Exception | None:
    """How the reader failed, if it did. When the connection is lost the savepoint is too, and the next word raises."""
    try:
        with transaction.atomic():
            if wanted := reader.wants(events):
                reader.take(wanted)
    except Exception as failure:
        return failure
    return None


def _put_aside(reader: Reader, events: list[Event], failure: Exception, before: Mapping[int, Failure]) -> None:
    now = timezone.now()

    def told(event: Event) -> dict[str, Any]:
        known = before.get(event.pk)
        attempts = known.attempts + 1 if known else 1
        wait = min(timedelta(seconds=2 * 4 ** min(attempts, 10)), LONGEST_WAIT)
        return {"attempts": attempts, "since": known.since if known else now, "next_try_at": now + wait}

    logger.error("The reader %s failed on %d events", reader.code, len(events), exc_info=failure)
    Failure.objects.bulk_create(
        [
            Failure(reader=reader.code, event=event, error=f"{type(failure).__name__}: {failure}", **told(event))
            for event in events
        ],
        update_conflicts=True,
        unique_fields=["reader", "event"],
        update_fields=["error", "attempts", "next_try_at"],
    )
