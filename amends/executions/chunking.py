"""A set of rows laid down in chunks, by one statement however many there are."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from amends.executions.models import Execution

SIZE = 500
"""Rows of one transaction: a person who works on one of them waits for a fraction of a second at most."""

LAY = """
INSERT INTO executions_chunk (execution_id, position, ids, states, reasons, former)
SELECT %s, (place - 1) / %s, array_agg(id ORDER BY id), '', '[]', '[]'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM ({rows}) AS chosen(id)) AS placed
GROUP BY 2
"""

LAY_BACK = """
INSERT INTO executions_chunk (execution_id, position, ids, states, reasons, former)
SELECT %s, chunk.position, array_agg(row.pk ORDER BY row.pk), '', '[]', chunk.former
FROM executions_chunk AS chunk, unnest(chunk.ids, string_to_array(chunk.states, NULL)) AS row(pk, letter)
WHERE chunk.execution_id = %s AND row.letter = 'd'
GROUP BY chunk.id
"""


def lay_down(execution: Execution, rows: QuerySet[Any]) -> int:
    """Settle on which rows the execution works; how many they are."""
    sql, params = rows.order_by().values_list("pk").distinct().query.sql_with_params()
    return _laid(LAY.format(rows=sql), [execution.pk, SIZE, *params], execution)


def lay_back(execution: Execution, undone: Execution) -> int:
    """The same chunks again, with the rows that were done and what they were before."""
    return _laid(LAY_BACK, [execution.pk, undone.pk], execution)


def _laid(sql: str, params: list[Any], execution: Execution) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute(
            "SELECT coalesce(sum(cardinality(ids)), 0) FROM executions_chunk WHERE execution_id = %s", [execution.pk]
        )
        return int(cursor.fetchone()[0])
