"""Custom fields are kept ready to search: indexes are made and dropped in the background, while everybody works.

What should be there follows from the fields alone, so the work may be done again at any time, also after it was killed.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from amends.tickets.custom import indexes_of
from amends.tickets.models import CustomField, Ticket

PREFIX = "tickets_custom_"
SIEVE = "tickets\\_custom\\_%"


@dataclass(frozen=True)
class Progress:
    """How far the index that is being made has come; nothing is known of one that waits for its turn."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


def keep_ready() -> None:
    """Make what is missing, drop what is needed no more, and say which fields are ready. Outside of any transaction."""
    fields = [one for one in CustomField.objects.all() if one.is_searched and not one.is_of_product]
    wanted = {index.name: index for one in fields if not one.is_retired for index in indexes_of(one)}
    there = _there()
    for name, is_valid in there.items():
        if name not in wanted or not is_valid:
            _run(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")
    missing = [index for name, index in wanted.items() if not there.get(name)]
    for index in missing:
        with connection.schema_editor(atomic=False) as editor:
            editor.add_index(Ticket, index, concurrently=True)  # type: ignore[call-arg]
    if missing:
        _run(f"ANALYZE {connection.ops.quote_name(Ticket._meta.db_table)}")
    ready = [one.pk for one in fields if not one.is_retired]
    CustomField.objects.filter(pk__in=ready, ready_at=None).update(ready_at=timezone.now())
    CustomField.objects.exclude(pk__in=ready).exclude(ready_at=None).update(ready_at=None)


def is_kept() -> bool:
    """Is there nothing to do?"""
    fields = [one for one in CustomField.objects.all() if one.is_searched and not one.is_of_product]
    wanted = {index.name for one in fields if not one.is_retired for index in indexes_of(one)}
    return _there() == dict.fromkeys(wanted, True) and all(one.ready_at for one in fields if not one.is_retired)


def progress() -> Progress | None:
    """Of the index that is being made just now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT blocks_done + tuples_done, blocks_total + tuples_total FROM pg_stat_progress_create_index"
            " WHERE datname = current_database() AND relid = %s::regclass LIMIT 1",
            [Ticket._meta.db_table],
        )
        row = cursor.fetchone()
    return Progress(int(row[0]), int(row[1])) if row else None


def _there() -> dict[str, bool]:
    """The indexes of custom fields, and whether each was made to its end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE indrelid = %s::regclass AND relname LIKE %s",
            [Ticket._meta.db_table, SIEVE],
        )
        return dict(cursor.fetchall())


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
