"""What administrators look through: letters, rules, bulk changes, people, imports, and what is amiss."""

from collections.abc import Iterator
from typing import Any

_RESULTS = (
    "SELECT t.id, t.number, t.subject FROM (SELECT unnest(ids) AS id FROM executions_chunk WHERE execution_id = {}"
    " ORDER BY position LIMIT 51) c JOIN tickets_ticket t USING (id) LIMIT 51"
)
_LETTERS = "SELECT * FROM outbox_letter WHERE {} ORDER BY id DESC LIMIT 51"
_RULES = "SELECT * FROM automations_rule WHERE {} ORDER BY position, id LIMIT 51"


def settings_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, address and statement."""
    yield "outbox", "/settings/outbox", _LETTERS.format("true")
    for state in ("sent", "dead"):
        yield f"outbox_{state}", f"/settings/outbox?state={state}", _LETTERS.format(f"state = '{state}'")
    yield "rules", "/automations", _RULES.format("true")
    yield "rules_named", "/automations?q=load+1", _RULES.format("lower(name) LIKE '%load 1%'")
    yield "executions", "/bulk-changes", "SELECT * FROM executions_execution ORDER BY id DESC LIMIT 31"
    yield "execution", f"/bulk-changes/{known['execution']}", _RESULTS.format(known["execution"])
    yield "people", "/settings/people", "SELECT * FROM people_user ORDER BY name"
    yield "tags", "/settings/tags", "SELECT * FROM tickets_tag ORDER BY position"
    yield "queues", "/settings/queues", "SELECT * FROM tickets_queue ORDER BY position"
    yield "settings", "/settings", "SELECT 1"
    yield "imports", "/settings/orders", "SELECT * FROM orders_orderimport ORDER BY id DESC LIMIT 51"
