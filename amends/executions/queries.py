"""What became of the rows of an execution."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from amends.executions.models import Execution, Letter
from amends.executions.sight import within_reach
from amends.kit.translated import pick
from amends.vocabulary.subjects import subject_kind

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


@dataclass(frozen=True)
class Result:
    """What became of one row; `name` and `address` are empty when the reader doesn't see it (any more)."""

    row: int
    letter: Letter
    name: str
    address: str
    reason: str


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
    results = []
    for row, letter, reason in found:
        name, address = (named[row].name, named[row].address) if row in named else ("", "")
        results.append(Result(row, Letter(letter), name, address, pick(json.loads(reason or "{}"))))
    return results
