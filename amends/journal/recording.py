"""Writing to the journal: the last line of every action."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from amends.journal.actors import Actor, By
from amends.journal.events import EventKind
from amends.journal.jobs import wake
from amends.journal.models import Event
from amends.kit.sets import pieces

Subjects = Mapping[str, Any]
"""What a fact is about: "ticket", "contact", "order" ... each an object or its number."""

Told = tuple[EventKind, Subjects] | tuple[EventKind, Subjects, Actor]
"""A fact with its subjects, and with its author when each has their own."""

CHUNK = 1000

LARGE = 50
"""Facts of one deed, recorded at once, from which on it is large even when its author does not say so: more than a page
shows. Nobody waits for all of their consequences, and those of a single click must not wait behind them; that must not
hang on every caller's remembering to say it."""


def record(fact: EventKind, *, by: Actor, **subjects: Any) -> Event:
    """Write that `fact` happened; readers hear of it once the surrounding transaction has committed.

    Raises TransactionManagementError outside `atomic()`: a fact and its change belong together. Raises TypeError for
    a subject that the kind does not declare.
    """
    event = Event.of(fact, by=by, **subjects)
    _require_transaction()
    _write_one(event)
    _wake_after_commit()
    return event


def record_many(facts: Iterable[Told], *, by: By | None = None) -> list[Event]:
    """`record` for many facts, in one statement per thousand.

    `by` is one author for all. Where each row has an author of its own (`Authors`) it is asked by the fact's main
    subject, the first that its kind declares; or each fact brings its author with it.
    """
    _require_transaction()
    events = [_event(told, by) for told in facts]
    _mark_large(events)
    for piece in pieces(events, CHUNK):
        _write(piece)
    if events:
        _wake_after_commit()
    return events


def _event(told: Told, by: By | None) -> Event:
    fact, subjects = told[0], told[1]
    return Event.of(fact, by=told[2] if len(told) == 3 else _author(fact, subjects, by), **subjects)


def _mark_large(events: Sequence[Event]) -> None:
    many = {act for act, count in Counter(event.act for event in events).items() if count > LARGE}
    for event in events:
        event.large = event.large or event.act in many


def _author(fact: EventKind, subjects: Subjects, by: By | None) -> Actor:
    if isinstance(by, Actor):
        return by
    if by is None:
        raise TypeError(f"Who did it? {type(fact).__name__} comes without an author.")
    main: Any = subjects[fact.subjects[0]]
    number: int = getattr(main, "pk", main)
    return by.of(number)


# One statement for events, their subjects and the note for the relay: ids are taken first, in the order of the facts,
# so nothing has to come back before the rest can be written.
WRITE = """
WITH given AS MATERIALIZED (
  SELECT nextval('journal_event_id_seq') AS id, ordered.* FROM (
    SELECT * FROM unnest(%(kind)s::text[], %(payload)s::text[], %(at)s::timestamptz[], %(actor_kind)s::text[],
      %(actor_id)s::bigint[], %(actor_label)s::text[], %(act)s::uuid[], %(cause_id)s::bigint[], %(depth)s::smallint[],
      %(large)s::boolean[], %(undoes)s::uuid[])
    WITH ORDINALITY AS fact(kind, payload, at, actor_kind, actor_id, actor_label, act, cause_id, depth, large, undoes,
      n)
    ORDER BY n
  ) AS ordered
), events AS (
  INSERT INTO journal_event (id, kind, payload, at, actor_kind, actor_id, actor_label, act, cause_id, depth, large,
    undoes)
  SELECT id, kind, payload::jsonb, at, actor_kind, actor_id, actor_label, act, cause_id, depth, large, undoes FROM given
), subjects AS (
  INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
  SELECT about.kind, about.subject_id, given.id, given.kind
  FROM unnest(%(subject_kind)s::text[], %(subject_id)s::bigint[], %(subject_of)s::bigint[])
    AS about(kind, subject_id, n) JOIN given USING (n)
), pending AS (
  INSERT INTO journal_pending (large, event_id) SELECT large, id FROM given
)
SELECT id FROM given ORDER BY n
"""

# The same for the one event of a click, which PostgreSQL plans in half the time.
WRITE_ONE = """
WITH event AS (
  INSERT INTO journal_event (kind, payload, at, actor_kind, actor_id, actor_label, act, cause_id, depth, large,
    undoes)
  VALUES (%(kind)s, %(payload)s, %(at)s, %(actor_kind)s, %(actor_id)s, %(actor_label)s, %(act)s, %(cause_id)s,
    %(depth)s, %(large)s, %(undoes)s)
  RETURNING id
), subjects AS (
  INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
  SELECT about.kind, about.subject_id, event.id, %(kind)s
  FROM event, unnest(%(subject_kinds)s::text[], %(subject_ids)s::bigint[]) AS about(kind, subject_id)
), pending AS (
  INSERT INTO journal_pending (large, event_id) SELECT %(large)s, id FROM event
)
SELECT id FROM event
"""

COLUMNS = ("kind", "at", "actor_kind", "actor_id", "actor_label", "act", "cause_id", "depth", "large", "undoes")


def _write_one(event: Event) -> None:
    values = {name: getattr(event, name) for name in COLUMNS} | {
        "payload": event.fact.model_dump_json(),
        "subject_kinds": list(event.about),
        "subject_ids": list(event.about.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE_ONE, values)
        _is_written(event, cursor.fetchone()[0])


def _is_written(event: Event, number: int) -> None:
    event.pk = number
    event._state.adding, event._state.db = False, connection.alias


def _write(events: Sequence[Event]) -> None:
    columns: dict[str, list[Any]] = {name: [getattr(event, name) for event in events] for name in COLUMNS}
    about = [(*one, n) for n, event in enumerate(events, start=1) for one in event.about.items()]
    columns["payload"] = [event.fact.model_dump_json() for event in events]
    columns |= {
        name: [row[place] for row in about] for place, name in enumerate(("subject_kind", "subject_id", "subject_of"))
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, columns)
        for event, (number,) in zip(events, cursor.fetchall(), strict=True):
            _is_written(event, number)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An event is recorded inside transaction.atomic(), together with the change it tells of."
        )


def _wake_after_commit() -> None:
    """Once per transaction: a thousand events need the relay woken once."""
    if not any(waiting[1] is wake for waiting in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)
