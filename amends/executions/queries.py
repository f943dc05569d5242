"""What became of the rows of an execution."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from amends.executions.models import Execution, Letter
from amends.executions.sight import within_reach
from amends.journal.queries import facts_of_deed
from amends.kit.translated import pick
from amends.vocabulary.subjects import Named, subject_kind

RESULTS = """
SELECT row.id, row.letter, (
    SELECT reason -> 0 FROM jsonb_array_elements(chunk.reasons) AS reason
    WHERE reason -> 1 @> to_jsonb(row.place - 1) LIMIT 1
)
FROM (
    SELECT * FROM executions_chunk
    WHERE execution_id = %(execution)s AND states ~ %(pattern)s AND ids[cardinality(ids)] > %(after)s
    ORDER BY position LIMIT %(limit)s + 1
) AS chunk, unnest(chunk.ids, string_to_array(chunk.states, NULL)) WITH ORDINALITY AS row(id, letter, place)
WHERE row.letter = ANY(%(letters)s) AND row.id > %(after)s
ORDER BY row.id LIMIT %(limit)s
"""
"""Chunks are in the order of their rows, and each of these has at least one of the rows that are looked for, bar the
first: of a million rows a few thousand are looked at."""


UNDONE = """
SELECT row.id
FROM executions_chunk AS chunk, unnest(chunk.ids, string_to_array(chunk.states, NULL)) AS row(id, letter)
WHERE chunk.execution_id = %(execution)s AND chunk.ids && %(rows)s::bigint[]
  AND row.id = ANY(%(rows)s) AND row.letter = %(done)s
"""
UNSEEN = Named("", "")


@dataclass(frozen=True)
class Result:
    """What became of one row; `name` and `address` are empty when the reader doesn't see it (any more)."""

    row: int
    letter: Letter
    name: str
    says: str
    address: str
    reason: str
    changes: tuple[str, ...] = ()
    """What was done to it, in the words of its history."""
    undone: bool = False
    """It was taken back since."""


def results_of(execution: Execution, letters: Collection[str], *, after: int = 0, limit: int = 50) -> list[Result]:
    """The rows of which one of these is true, in the order of their ids, from after a row on.

    Those are named that whoever reads sees now, whatever was in sight when they were changed.
    """
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"execution": execution.pk, "letters": list(letters), "after": after, "limit": limit}
        cursor.execute(RESULTS, asked | {"pattern": f"[{''.join(letters)}]"})
        found = cursor.fetchall()
    seen = within_reach(execution.subject, [row for row, _letter, _reason in found], execution.reader)
    named = subject_kind(execution.subject).named(seen)
    done = [row for row, letter, _reason in found if letter == Letter.DONE and row in named]
    changes = facts_of_deed(execution.by, execution.subject, done) if done else {}
    undone = _taken_back(execution, done)
    results = []
    for row, letter, reason in found:
        shown = named.get(row, UNSEEN)
        results.append(
            Result(
                row,
                Letter(letter),
                shown.name,
                shown.says,
                shown.address,
                pick(json.loads(reason or "{}")),
                tuple(event.sentence for event in changes.get(row, [])),
                row in undone,
            )
        )
    return results


def _taken_back(execution: Execution, rows: Collection[int]) -> set[int]:
    """Those of these rows at which the execution was undone."""
    undoing: Execution | None = getattr(execution, "undone_by", None)
    if undoing is None or not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(UNDONE, {"execution": undoing.pk, "rows": list(rows), "done": Letter.DONE.value})
        return {row for (row,) in cursor.fetchall()}
