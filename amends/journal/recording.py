"""Writing to the journal: the last line of every action."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from amends.journal.actors import Actor
from amends.journal.events import EventKind
from amends.journal.jobs import wake
from amends.journal.models import Event, number_of

Subjects = Mapping[str, Any]
"""What a fact is about: "ticket", "contact", "order", each an object or its number."""

Told = tuple[EventKind, Subjects] | tuple[EventKind, Subjects, Actor]
"""A fact with its subjects, and with its author when each has their own."""

CHUNK = 1000


def record(fact: EventKind, *, by: Actor, ticket: Any = None, contact: Any = None, order: Any = None) -> Event:
    """Write that `fact` happened; readers hear of it once the surrounding transaction has committed.

    Raises TransactionManagementError outside `atomic()`: a fact and its change belong together.
    """
    event = _row(fact, by, {"ticket": ticket, "contact": contact, "order": order})
    _require_transaction()
    event.save(force_insert=True)
    _wake_after_commit()
    return event


def record_many(facts: Iterable[Told], *, by: Actor | None = None) -> list[Event]:
    """`record` for many facts, in one statement per thousand. `by` is the author of those that bring none."""
    _require_transaction()
    events = Event.objects.bulk_create([_event(told, by) for told in facts], batch_size=CHUNK)
    if events:
        _wake_after_commit()
    return events


def _event(told: Told, by: Actor | None) -> Event:
    author = told[2] if len(told) == 3 else by
    if author is None:
        raise TypeError(f"Who did it? {type(told[0]).__name__} comes without an author.")
    return _row(told[0], author, told[1])


def _row(fact: EventKind, by: Actor, subjects: Subjects) -> Event:
    if not fact.code:
        raise TypeError(f"{type(fact).__name__} has no code: it is not an event kind that can be recorded")
    return Event(
        kind=fact.code,
        payload=fact.model_dump(mode="json"),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        act=by.act,
        cause_id=by.cause,
        depth=by.depth,
        **{f"{name}_id": number_of(subject) for name, subject in subjects.items()},
    )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An event is recorded inside transaction.atomic(), together with the change it tells of."
        )


def _wake_after_commit() -> None:
    """Once per transaction: a thousand events need the relay woken once."""
    if not any(waiting[1] is wake for waiting in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)
