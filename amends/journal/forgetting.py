"""Forgetting a person: what the journal tells of them by name is blanked, the facts stay.

The only change that events ever see. Which fields are meant, each kind says itself (`personal`).

What higher floors keep of deeds beside the journal they blank themselves, in their `forgetting.py`:

    @forgetter
    def forget_bulk_changes(person: Person, number: int, acts: Collection[UUID]) -> None: ...
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Literal, get_origin
from uuid import UUID

from django.db import connection, transaction

from amends.journal.actors import ActorKind
from amends.journal.events import WHOLE_ACT, EventKind, event_kinds

Person = Literal["contact", "user"]
Forgetter = Callable[[Person, int, Collection[UUID]], None]
"""Blanks what an app keeps of this person; also told the acts that have events about them."""

AS_ACTOR = {"contact": ActorKind.CUSTOMER, "user": ActorKind.PERSON}

ACTS = """
SELECT DISTINCT mine.act FROM journal_subject AS about JOIN journal_event AS mine ON mine.id = about.event_id
WHERE about.kind = %(person)s AND about.subject_id = %(number)s
"""

# The blanks of each kind are laid over the payloads of its events about the person, all in one statement.
OF_SUBJECT = """
UPDATE journal_event AS event SET payload = event.payload || blank.parts::jsonb
FROM journal_subject AS about
JOIN unnest(%(kinds)s::text[], %(blanks)s::text[]) AS blank(kind, parts) ON blank.kind = about.event_kind
WHERE about.kind = %(person)s AND about.subject_id = %(number)s AND event.id = about.event_id
"""

# What a deed on many rows tells once is told of all whom the events of the same act are about.
OF_ACT = """
UPDATE journal_event AS event SET payload = event.payload || blank.parts::jsonb
FROM unnest(%(kinds)s::text[], %(blanks)s::text[]) AS blank(kind, parts)
WHERE event.kind = blank.kind AND event.act = ANY(%(acts)s)
"""

# People did things too, and users are named in events about other things. Nothing leads to these but the events
# themselves: the whole journal is read, once, as people are rarely forgotten.
NAMED = """
UPDATE journal_event AS event SET
  actor_label = CASE WHEN actor_kind = %(actor_kind)s AND actor_id = %(number)s THEN '' ELSE actor_label END,
  payload = payload || coalesce((
    SELECT jsonb_object_agg(naming.field, naming.blank::jsonb)
    FROM unnest(%(kinds)s::text[], %(fields)s::text[], %(of)s::text[], %(blanks)s::text[])
      AS naming(kind, field, of, blank)
    WHERE naming.kind = event.kind AND event.payload ->> naming.of = %(number)s::text
  ), '{}')
WHERE (actor_kind = %(actor_kind)s AND actor_id = %(number)s)
  OR EXISTS (
    SELECT FROM unnest(%(kinds)s::text[], %(fields)s::text[], %(of)s::text[], %(blanks)s::text[])
      AS naming(kind, field, of, blank)
    WHERE naming.kind = event.kind AND event.payload ->> naming.of = %(number)s::text
  )
"""


_forgetters: list[Forgetter] = []


def forgetter(function: Forgetter) -> Forgetter:
    """Called once at start by an app that keeps names beside the journal; runs in the transaction of `forget`."""
    _forgetters.append(function)
    return function


@transaction.atomic
def forget(person: Person, number: int) -> None:
    """Blank what is told of this contact or user: names, addresses, subjects of letters."""
    acts = _acts_about(person, number)
    for also in _forgetters:  # first: what is still going on must tell no more when the journal is blanked
        also(person, number, acts)
    for statement, whose in ((OF_SUBJECT, person), (OF_ACT, WHOLE_ACT)):
        blanks = _blanks(whose)
        kinds = {"kinds": list(blanks), "blanks": list(blanks.values())}
        _run(statement, person=person, number=number, acts=acts, **kinds)
    rows = list(_naming()) if person == "user" else []
    columns = {name: [row[name] for row in rows] for name in ("kinds", "fields", "of", "blanks")}
    _run(NAMED, number=number, actor_kind=AS_ACTOR[person], **columns)


def _acts_about(person: Person, number: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(ACTS, {"person": person, "number": number})
        return [act for (act,) in cursor.fetchall()]


def _blanks(whose: str) -> dict[str, str]:
    """By kind: the fields that are theirs, with nothing in them."""
    fields = {
        code: {field: _blank(kind, field) for field, owner in kind.personal.items() if owner == whose}
        for code, kind in event_kinds().items()
    }
    return {code: json.dumps(parts) for code, parts in fields.items() if parts}


def _naming() -> Iterator[dict[str, str]]:
    """The fields that name the user whose number stands in another field."""
    for code, kind in event_kinds().items():
        for field, whose in kind.personal.items():
            if whose in kind.model_fields:
                yield {"kinds": code, "fields": field, "of": whose, "blanks": json.dumps(_blank(kind, field))}


def _blank(kind: type[EventKind], field: str) -> object:
    """What the field holds when nothing is known."""
    annotation = kind.model_fields[field].annotation
    if annotation is str:
        return ""
    empty: Mapping[object, object] = {list: [], dict: {}}
    return empty.get(get_origin(annotation) or annotation)


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
