"""What rules have still to act on: one row for each event and subject, written by the relay, deleted by acting.

Many workers act at once, and none acts on a subject out of order. A worker takes a batch of subjects, those first whose
events have waited longest, and of each subject all that is due, in the order of the events and whatever brought them
about: a lock per subject, which lasts until its transaction ends, keeps every other worker away. What people did is
acted on in a lane of its own, before the consequences of large acts; on one subject the older event comes first all the
same.

A batch that fails is divided until the one event is found at which it fails. That one is put aside with its error,
where `bin/doctor` and administrators see it, and other subjects go on. What is younger on the same subject waits for it
(decision 14): it is tried again every hour and by `bin/amends retry-rules`, or given up, and then the younger go on.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from amends.automations.engine import TRIED_AGAIN, act
from amends.automations.models import Due
from amends.automations.ruleset import rule_set
from amends.journal.models import Event
from amends.kit.deadlocks import again_after_deadlock
from amends.kit.locks import taken
from amends.kit.versions import stamps_at_hand
from amends.vocabulary.subjects import subject_kinds

logger = logging.getLogger(__name__)

Place = tuple[str, int]
"""Kind and number of a subject."""

BATCH = 100
"""Subjects in one transaction: their rows are locked meanwhile."""
AHEAD = 10 * BATCH
"""Rows that are looked at for subjects that no other worker has."""
OF_EACH = 20
"""Events of one subject in one transaction."""
DEADLOCKS = 3
"""Times that a batch is tried in a row."""


REMEMBER = """
INSERT INTO automations_due (subject_kind, subject_id, event_id, large, error)
SELECT due.*, '' FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::boolean[]) AS due ON CONFLICT DO NOTHING
"""


def remember(events: Sequence[Event]) -> dict[bool, int]:
    """Write down those that some rule waits for, and those after which what rules did is taken back; how many there
    are of each lane. In the relay's transaction.
    """
    rules = rule_set()
    rows = [
        (kind, number, event.pk, event.large)
        for event in events
        for kind in (subject_kinds() if event.undoes else rules.subjects_of(event.kind))
        if (number := event.subject_id(kind)) is not None
        and (event.undoes or rules.is_heard(kind, event.kind, event.fact))
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(REMEMBER, [list(column) for column in zip(*rows, strict=True)])
    return {lane: sum(large is lane for *_place, large in rows) for lane in (False, True)}


def is_anything_due(*, large: bool) -> bool:
    return Due.objects.waiting().filter(large=large).exists()


class Left(Enum):
    """What may be left when acting ends."""

    NOTHING = "nothing"
    TIME = "time"
    """It was told to stop."""
    RELAY = "relay"
    """An older event of the same subject has not come from the relay yet."""


def act_on_due(*, large: bool, goes_on: Callable[[], bool] = lambda: True) -> Left:
    """Act on everything of one lane that is due, as long as `goes_on`; says what is left."""
    put_off: set[Place] = set()
    while goes_on():
        batch = _Batch(large=large, without=put_off).work()
        put_off |= {(batch.kind, id) for id in batch.put_off}
        if not batch.ids:
            return Left.RELAY if put_off else Left.NOTHING
    return Left.TIME


class _Batch:
    """Some subjects of one kind, taken in one transaction: `ids`, and those that must wait for the relay."""

    def __init__(self, *, large: bool, without: Collection[Place]) -> None:
        self.kind = ""
        self.large = large
        self.without = list(without)
        self.ids: list[int] = []
        self.put_off: set[int] = set()

    def work(self) -> "_Batch":
        try:
            self._in_one_go()
        except TRIED_AGAIN:
            raise
        except Exception:
            logger.exception("Rules could not act on %s of the kind %s", len(self.ids), self.kind)
            self._divide(self.ids)
        return self

    @again_after_deadlock(times=DEADLOCKS)
    @transaction.atomic
    def _in_one_go(self) -> None:
        self.kind, self.ids = _next(self.large, self.without)
        if self.ids:
            self.put_off = self.put_off | _act_on(self.kind, self.ids)

    def _divide(self, ids: list[int]) -> None:
        """Each half in a transaction of its own; in the end one subject, and of it one event after the other."""
        if len(ids) == 1:
            _one_after_the_other(self.kind, ids[0])
            return
        for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
            try:
                with transaction.atomic():
                    self.put_off |= _act_on(self.kind, _taken(self.kind, half))
            except TRIED_AGAIN:
                raise
            except Exception:
                self._divide(half)


def _act_on(kind: str, ids: Sequence[int], each: int = OF_EACH) -> set[int]:
    """Act on what is due for these subjects, which this transaction has taken; those whose turn has not come yet."""
    due = _due(kind, ids, each)
    events = Event.objects.in_bulk({event for several in due.values() for event in several})
    with stamps_at_hand():
        act(kind, {id: [events[event] for event in several] for id, several in due.items()})
    Due.objects.filter(subject_kind=kind, subject_id__in=list(due), event__in=list(events)).delete()
    return set(ids) - set(due)


def _one_after_the_other(kind: str, id: int) -> None:
    """What can be acted on is; an event at which everything fails is put aside."""
    left = True
    while left:
        try:
            with transaction.atomic():
                left = bool(_taken(kind, [id])) and not _act_on(kind, [id], each=1)
                left = left and Due.objects.waiting().filter(subject_kind=kind, subject_id=id).exists()
        except TRIED_AGAIN:
            raise
        except Exception as failure:
            logger.exception("No rule can act on %s %s", kind, id)
            _put_aside(kind, id, failure)


@transaction.atomic
def _put_aside(kind: str, id: int, failure: Exception) -> None:
    first = Due.objects.waiting().filter(subject_kind=kind, subject_id=id).order_by("event").first()
    if first is not None:
        Due.objects.filter(pk=first.pk).update(failed_at=timezone.now(), error=f"{type(failure).__name__}: {failure}")


def try_again_what_failed() -> int:
    """What was put aside is due again: after whatever made it fail was mended."""
    return int(Due.objects.put_aside().update(failed_at=None, error=""))


def give_up_what_failed() -> int:
    """Rules never act on what was put aside; what waited for it is due."""
    given_up, _by_model = Due.objects.put_aside().delete()
    return int(given_up)


# --- Taking -----------------------------------------------------------------------------------------------------------

_LOCK = taken("subject_kind || ':' || subject_id")

# Subjects of one kind only, that of whatever has waited longest: the rows of one kind are locked in the order of ids.
# The inner limit keeps the planner from asking for locks of more rows than these.
NEXT = f"""
WITH aside AS MATERIALIZED (
  SELECT subject_kind, subject_id, min(event_id) AS event_id FROM automations_due
  WHERE failed_at IS NOT NULL GROUP BY subject_kind, subject_id
)
SELECT subject_kind, subject_id FROM (
  SELECT subject_kind, subject_id, first_value(subject_kind) OVER (ORDER BY event_id) AS first_kind FROM (
    SELECT subject_kind, subject_id, event_id FROM automations_due AS due
    WHERE large = %(large)s AND failed_at IS NULL
      AND NOT EXISTS (
        SELECT FROM aside WHERE aside.subject_kind = due.subject_kind AND aside.subject_id = due.subject_id
          AND aside.event_id < due.event_id
      )
      AND (subject_kind, subject_id) NOT IN (SELECT * FROM unnest(%(kinds)s::text[], %(ids)s::bigint[]))
    ORDER BY event_id LIMIT {AHEAD}
  ) AS oldest
) AS ahead WHERE subject_kind = first_kind AND {_LOCK} LIMIT {BATCH}
"""  # noqa: S608

TAKE = f"""
SELECT subject_id FROM unnest(%(ids)s::bigint[]) AS subject_id, (VALUES (%(kind)s)) AS of(subject_kind) WHERE {_LOCK}
"""  # noqa: S608

# Read after the lock was taken, by a statement of its own: so it sees all that whoever had it before has committed.
# What is still in the relay, or was put aside, bars the way to what is younger.
DUE = """
WITH oldest AS MATERIALIZED (
  SELECT least(
    (SELECT min(event_id) FROM journal_pending WHERE large), (SELECT min(event_id) FROM journal_pending WHERE NOT large)
  ) AS event
)
SELECT wanted.subject_id, due.event_id FROM unnest(%(ids)s::bigint[]) AS wanted(subject_id)
CROSS JOIN LATERAL (
  SELECT event_id FROM automations_due
  WHERE subject_kind = %(kind)s AND subject_id = wanted.subject_id AND failed_at IS NULL
  ORDER BY event_id LIMIT %(each)s
) AS due
WHERE NOT EXISTS (
  SELECT FROM automations_due AS aside
  WHERE aside.subject_kind = %(kind)s AND aside.subject_id = wanted.subject_id AND aside.event_id < due.event_id
    AND aside.failed_at IS NOT NULL
) AND NOT EXISTS (
  SELECT FROM journal_subject AS about
  JOIN journal_pending AS pending ON pending.event_id = about.event_id AND pending.large IN (false, true)
  WHERE about.kind = %(kind)s AND about.subject_id = wanted.subject_id
    AND about.event_id >= (SELECT event FROM oldest) AND about.event_id < due.event_id
)
ORDER BY due.event_id
"""


def _next(large: bool, without: Collection[Place]) -> tuple[str, list[int]]:
    """The kind and the numbers of the subjects whose events have waited longest, locked for this transaction."""
    kinds, ids = [kind for kind, _id in without], [id for _kind, id in without]
    rows = _rows(NEXT, large=large, kinds=kinds, ids=ids)
    return rows[0][0] if rows else "", list(dict.fromkeys(id for _kind, id in rows))


def _taken(kind: str, ids: Sequence[int]) -> list[int]:
    """Those of `ids` that no other worker has, locked for this transaction."""
    return [subject for (subject,) in _rows(TAKE, kind=kind, ids=list(ids))]


def _due(kind: str, ids: Sequence[int], each: int) -> dict[int, list[int]]:
    due: dict[int, list[int]] = {}
    for subject, event in _rows(DUE, kind=kind, ids=list(ids), each=each):
        due.setdefault(subject, []).append(event)
    return due


def _rows(statement: str, **words: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return cursor.fetchall()
