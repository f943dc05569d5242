"""What writing an event and reading a history cost, beside the journal's first form with its subjects in columns.

The first form is built anew beside today's: one table with a column and an index for each kind of subject and a mark
for the relay, written and read by the ORM as it was. Both hold the same events. The bytes are those on disk after the
relay has told of every event.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from amends.operate.bench.report import Report, at_most
from amends.operate.bench.world import fresh_world

WANTED = {
    "record_ratio": at_most(1.3),
    "record_many_ratio": at_most(1.3),
    "history_20_ratio": at_most(1.1),
    "history_5000_ratio": at_most(1.1),
}
FEW, MANY = 20, 5_000
OTHERS = 20
"""Events of each of the other tickets."""

FIRST_FORM = """
CREATE TABLE first_event (LIKE journal_event INCLUDING DEFAULTS INCLUDING IDENTITY);
ALTER TABLE first_event DROP COLUMN large, ADD PRIMARY KEY (id), ADD ticket_id bigint, ADD contact_id bigint,
  ADD order_id bigint, ADD relayed_at timestamptz;
CREATE INDEX first_event_unrelayed ON first_event (id) WHERE relayed_at IS NULL;
CREATE INDEX first_event_ticket ON first_event (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX first_event_contact ON first_event (contact_id, id) WHERE contact_id IS NOT NULL;
CREATE INDEX first_event_order ON first_event (order_id, id) WHERE order_id IS NOT NULL;
"""

FILL = """
CREATE TEMPORARY TABLE fact AS
SELECT n AS id, 'ticket.status_changed' AS kind, now() - ((%(events)s - n) || ' seconds')::interval AS at,
  jsonb_build_object('old', 'warranty_claim.new', 'new', 'warranty_claim.waiting_return', 'old_names', '{}'::jsonb,
    'new_names', '{}'::jsonb, 'old_turn', '', 'new_turn', '') AS payload,
  CASE WHEN n %% (%(events)s / %(many)s) = 0 THEN 2 WHEN n %% (%(events)s / %(few)s) = 1 THEN 1
    ELSE 3 + n %% (%(events)s / %(others)s) END AS ticket
FROM generate_series(1, %(events)s) AS n;
INSERT INTO journal_event (id, kind, payload, at, actor_kind, actor_label, act, depth, large)
SELECT id, kind, payload, at, 'system', 'bench', gen_random_uuid(), 0, false FROM fact;
INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
SELECT 'ticket', ticket, id, kind FROM fact UNION ALL SELECT 'contact', ticket + 1000000, id, kind FROM fact;
INSERT INTO first_event (id, kind, payload, at, actor_kind, actor_label, act, depth, ticket_id, contact_id, relayed_at)
SELECT id, kind, payload, at, 'system', 'bench', gen_random_uuid(), 0, ticket, ticket + 1000000, now() FROM fact;
SELECT setval('journal_event_id_seq', %(events)s), setval('first_event_id_seq', %(events)s);
"""

SIZES = {
    "bytes_per_event": ("journal_event", "journal_subject", "journal_pending"),
    "bytes_per_event_row": ("journal_event",),
    "first_bytes_per_event": ("first_event",),
}

READ_BY_HAND = """
SELECT * FROM first_event AS event LEFT JOIN first_event AS cause ON cause.id = event.cause_id
WHERE event.ticket_id = %s ORDER BY event.id DESC LIMIT 50
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--events", type=int, default=1_000_000, help="events that are there (1000000)")
    parser.add_argument("--written", type=int, default=10_000, help="events written in each round (10000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts (5)")


def run(options: argparse.Namespace) -> Report:
    with fresh_world():
        _run(FIRST_FORM)
        first = _first_model()
        empty = _sizes()
        figures = _bytes(first, options.written, empty)
        _run("TRUNCATE journal_event, journal_subject, journal_pending, first_event CASCADE")
        values = {"events": options.events, "few": FEW, "many": MANY, "others": OTHERS}
        for statement in FILL.split(";\n"):
            if statement.strip():
                _run(statement, values)
        _run("VACUUM ANALYZE")
        figures |= _writing(first, options.written, options.rounds)
        figures |= _reading(first, options.rounds)
    scale = {"events": options.events, "written": options.written, "rounds": options.rounds}
    return Report("journal", scale, figures, WANTED)


def _writing(first: Any, many: int, rounds: int) -> dict[str, float]:
    """Microseconds an event, once at a time and a thousand in a statement; the two forms take turns."""
    singles = max(1, many // 10)
    ways: dict[str, Callable[[], None]] = {
        "record": lambda: _record_each(singles),
        "first_record": lambda: _first_each(first, singles),
        "record_many": lambda: _record_many(many),
        "first_record_many": lambda: _first_many(first, many),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, write in ways.items():
            events = many if name.endswith("many") else singles
            took[name].append(_seconds(write) / events * 1_000_000)
    figures = {f"{name}_us": statistics.median(times) for name, times in took.items()}
    for name in ("record", "record_many"):
        figures[f"{name}_ratio"] = figures[f"{name}_us"] / figures[f"first_{name}_us"]
    return figures


def _reading(first: Any, rounds: int) -> dict[str, float]:
    """Milliseconds for the newest fifty of a ticket with few and of one with very many events."""
    from amends.journal.events import Audience
    from amends.journal.queries import history

    figures = {}
    for ticket, events in ((1, FEW), (2, MANY)):
        rows = first.objects.filter(ticket_id=ticket).order_by("-id").select_related("cause")
        ways: dict[str, Callable[[], object]] = {
            f"history_{events}": lambda about=("ticket", ticket): history(about=about, audience=Audience.STAFF),  # type: ignore[misc]
            f"first_history_{events}": lambda rows=rows: list(rows[:50]),  # type: ignore[misc]
            f"by_hand_history_{events}": lambda ticket=ticket: _run(READ_BY_HAND, [ticket]),  # type: ignore[misc]
        }
        for _warm in range(5):
            for read in ways.values():
                read()
        for name, read in ways.items():
            figures[f"{name}_ms"] = statistics.median(_seconds(read) * 1000 for _time in range(rounds * 20))
        figures[f"history_{events}_ratio"] = figures[f"history_{events}_ms"] / figures[f"first_history_{events}_ms"]
    return figures


def _bytes(first: Any, events: int, empty: dict[str, int]) -> dict[str, float]:
    """On disk, tables with their indexes, after every event was written and told of."""
    from amends.journal.relay import relay_all

    for _chunk in range(0, events, 1000):
        _record_many(1000)
        _first_many(first, 1000)
    relay_all()
    for start in range(0, events, 500):  # as the first relay marked them
        _run("UPDATE first_event SET relayed_at = now() WHERE id > %s AND id <= %s", [start, start + 500])
    return {name: (size - empty[name]) / events for name, size in _sizes().items()}


def _sizes() -> dict[str, int]:
    return {name: sum(_size(table) for table in tables) for name, tables in SIZES.items()}


def _size(table: str) -> int:
    return int(_run("SELECT pg_total_relation_size(%s::regclass)", [table])[0][0])


# --- Both forms ---------------------------------------------------------------------------------------------------


def _facts(many: int) -> Iterator[tuple[Any, dict[str, int]]]:
    from amends.tickets.events import TicketStatusChanged

    for number in range(many):
        fact = TicketStatusChanged(old="warranty_claim.new", new="warranty_claim.waiting_return")
        yield fact, {"ticket": 3 + number % 40_000, "contact": 1_000_003 + number % 40_000}


def _actor() -> Any:
    from amends.journal.actors import Actor

    return Actor.system("bench")


def _record_each(many: int) -> None:
    from django.db import transaction

    from amends.journal.recording import record

    by = _actor()
    with transaction.atomic():
        for fact, subjects in _facts(many):
            record(fact, by=by, **subjects)


def _record_many(many: int) -> None:
    from django.db import transaction

    from amends.journal.recording import record_many

    with transaction.atomic():
        record_many(_facts(many), by=_actor())


def _first_model() -> Any:
    from django.db import models

    from amends.journal.models import Event

    columns: dict[str, Any] = {name: Event._meta.get_field(name).clone() for name in _COLUMNS}  # type: ignore[union-attr]
    cause = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    own = {f"{name}_id": models.BigIntegerField(null=True) for name in ("ticket", "contact", "order")}
    meta = type("Meta", (), {"app_label": "journal", "db_table": "first_event", "managed": False})
    rest = {"relayed_at": models.DateTimeField(null=True), "Meta": meta, "__module__": __name__}
    return type("FirstEvent", (models.Model,), columns | {"cause": cause} | own | rest)


_COLUMNS = ("kind", "payload", "at", "actor_kind", "actor_id", "actor_label", "act", "depth")


def _first_row(first: Any, fact: Any, by: Any, subjects: dict[str, int]) -> Any:
    return first(
        kind=fact.code,
        payload=fact.model_dump(mode="json"),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        act=by.act,
        cause_id=by.cause,
        depth=by.depth,
        **{f"{name}_id": number for name, number in subjects.items()},
    )


def _first_each(first: Any, many: int) -> None:
    from django.db import transaction

    by = _actor()
    with transaction.atomic():
        for fact, subjects in _facts(many):
            _first_row(first, fact, by, subjects).save(force_insert=True)


def _first_many(first: Any, many: int) -> None:
    from django.db import transaction

    by = _actor()
    with transaction.atomic():
        first.objects.bulk_create(
            [_first_row(first, fact, by, subjects) for fact, subjects in _facts(many)], batch_size=1000
        )


def _run(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _seconds(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun
