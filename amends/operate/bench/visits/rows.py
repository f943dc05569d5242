"""Every address that is measured, who asks for it, and the statement beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from amends.operate.bench.visits.activities import activity_lists
from amends.operate.bench.visits.known import look_around
from amends.operate.bench.visits.orders import orders_looked_up, orders_of_everybody
from amends.operate.bench.visits.settings import settings_lists
from amends.operate.bench.visits.statements import ACTIVITIES, EVENTS, LANE, NEWEST, THROUGH_TICKETS, TICKETS, having
from amends.operate.bench.visits.tickets import api_lists, ticket_lists


@dataclass(frozen=True)
class Row:
    """One address for one reader, and the statement that fetches what it shows."""

    name: str
    path: str
    sql: str
    reader: str


def all_rows() -> Iterator[Row]:
    known = look_around()
    for reader in ("agent", "limited"):
        yield from _tickets(known, reader)
        yield _board(known, reader)
        yield from _activities(known, reader)
        yield from _palette(known, reader)
        yield from _api(known, reader)
        told = "SELECT n.* FROM notifications_notification n WHERE user_id = {} ORDER BY id DESC LIMIT 51"
        yield Row(f"notifications_{reader}", "/notifications", told.format(known[reader]), reader)
    yield from _single_tickets(known)
    for name, path, sql in orders_of_everybody(known):
        yield Row(f"{name}_agent", path, sql, "agent")
    for name, path, sql in orders_looked_up(known):
        yield Row(f"{name}_limited", path, sql, "limited")
    for name, path, sql in settings_lists(known):
        yield Row(f"{name}_administrator", path, sql, "administrator")


def _seen(known: dict[str, Any], reader: str) -> str:
    return str(known["seen"]) if reader == "limited" else "true"


def _tickets(known: dict[str, Any], reader: str) -> Iterator[Row]:
    for name, query, where, order in ticket_lists(known):
        sql = TICKETS.format(where=f"{where} AND {_seen(known, reader)}{_apart(name)}", order=order)
        yield Row(f"tickets_{name}_{reader}", f"/tickets?{query}", sql, reader)


def _board(known: dict[str, Any], reader: str) -> Row:
    """By hand each lane's cards with a statement of its own, all sent at once."""
    lanes = [LANE.format(statuses=statuses, seen=_seen(known, reader)) for statuses in known["lanes"]]
    return Row(f"board_{reader}", "/tickets/board?scope=open", " UNION ALL ".join(lanes), reader)


def _activities(known: dict[str, Any], reader: str) -> Iterator[Row]:
    through = THROUGH_TICKETS.format(seen=_seen(known, reader)) if reader == "limited" else "true"
    for name, query, join, where, order in activity_lists(known):
        sql = ACTIVITIES.format(join=join, where=f"{where} AND {through}{_apart(name)}", order=order)
        yield Row(f"activities_{name}_{reader}", f"/activities?{query}", sql, reader)


def _palette(known: dict[str, Any], reader: str) -> Iterator[Row]:
    for text, name in (("novak", "common"), (known["email"], "rare")):
        found = TICKETS.format(where=f"{having(text, name)} AND {_seen(known, reader)}", order=NEWEST)
        yield Row(f"palette_{name}_{reader}", f"/search?q={text}", found.replace("LIMIT 51", "LIMIT 6"), reader)


def _api(known: dict[str, Any], reader: str) -> Iterator[Row]:
    for name, conditions, where in api_lists(known):
        tree = {"version": 1, "all": [dict(zip(("field", "op", "value"), one, strict=True)) for one in conditions]}
        sql = TICKETS.format(where=f"{where} AND {_seen(known, reader)}", order=NEWEST)
        yield Row(f"api_{name}_{reader}", f"/api/v1/tickets?{urlencode({'filter': json.dumps(tree)})}", sql, reader)


def _single_tickets(known: dict[str, Any]) -> Iterator[Row]:
    for name, (pk, number), reader in (
        ("short", known["short"], "agent"),
        ("long", known["long"], "agent"),
        ("seen", known["seen_ticket"], "limited"),
    ):
        yield Row(f"ticket_{name}_{reader}", f"/tickets/{number}", EVENTS.format(ticket=pk), reader)


def _apart(name: str) -> str:
    """By hand, rows of a moment are found before they are sorted by another one: PostgreSQL would walk the order."""
    return " OFFSET 0" if name.startswith("crossed") else ""
