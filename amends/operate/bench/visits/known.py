"""What the load world holds that rows ask for."""

from typing import Any

from amends.operate.bench.visits.statements import fetch

_LANES = (
    "SELECT string_agg(s.id::text, ', ') FROM tickets_status s JOIN tickets_phase p ON p.id = s.phase_id"
    " GROUP BY p.names ->> 'en'"
)
"""The statuses of each lane of the board."""


def look_around() -> dict[str, Any]:
    """People, and the most and least frequent of each sort."""
    [(agent,)] = fetch("SELECT id FROM people_user WHERE email = 'load-agent-1@example.com'")
    [(limited,)] = fetch("SELECT id FROM people_user WHERE email = 'load-limited@example.com'")
    queues = fetch(f"SELECT queue_id FROM tickets_queuemembership WHERE user_id = {limited}")  # noqa: S608
    listed = ", ".join(str(queue) for (queue,) in queues) or "0"
    seen = f"(t.queue_id IN ({listed}) OR t.agent_id = {limited})"
    found: dict[str, Any] = {"agent": agent, "limited": limited, "seen": seen}
    for name, table, column in (
        ("status", "tickets_status", "t.status_id"),
        ("queue", "tickets_queue", "t.queue_id"),
    ):
        by_number = fetch(
            f"SELECT x.code, x.id FROM tickets_ticket t JOIN {table} x ON x.id = {column} WHERE t.closed_at IS NULL"  # noqa: S608
            " GROUP BY 1, 2 ORDER BY count(*)"
        )
        found[f"rare_{name}"], found[f"common_{name}"] = by_number[0], by_number[-1]
    tags = fetch("SELECT code, id FROM tickets_tag WHERE code LIKE 'load-%' ORDER BY code")
    found["common_tag"], found["rare_tag"], found["some_tag"] = tags
    [found["closed_status"]] = fetch(
        "SELECT s.code, s.id FROM tickets_ticket t JOIN tickets_status s ON s.id = t.status_id"
        " WHERE t.closed_at IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    found["lanes"] = [ids for (ids,) in fetch(_LANES)]
    return found | _single(seen)


def _single(seen: str) -> dict[str, Any]:
    """Tickets with little and with much history, one that the limited agent sees, an order, an address."""
    found: dict[str, Any] = {}
    many = "SELECT subject_id FROM journal_subject WHERE kind = 'ticket' GROUP BY 1 ORDER BY count(*) {} LIMIT 1"
    for name, direction in (("short", ""), ("long", "DESC")):
        [found[name]] = fetch(f"SELECT id, number FROM tickets_ticket WHERE id = ({many.format(direction)})")  # noqa: S608
    mine = f"SELECT id, number FROM tickets_ticket t WHERE {seen} ORDER BY id LIMIT 1"  # noqa: S608
    [found["seen_ticket"]] = fetch(mine)
    [(found["order"], found["order_email"])] = fetch("SELECT code, email FROM orders_order ORDER BY id LIMIT 1")
    [(found["execution"],)] = fetch("SELECT max(id) FROM executions_execution")
    [(found["whole_email"],)] = fetch("SELECT email FROM tickets_ticket WHERE email <> '' ORDER BY id LIMIT 1")
    found["email"] = found["whole_email"].partition("@")[0]
    return found
