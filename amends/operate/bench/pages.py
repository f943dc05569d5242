"""How long pages take at any size of the shop, whole requests beside hand-written SQL for the same rows.

Every list by filter, order, reader and rarity; one ticket with a short and a very long history; the palette; the API. A
request goes to a real web server and comes back compressed, one after another; the statement beside it fetches the same
rows in the same run. Then eight clients at once read a mix of pages.
"""

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from amends.kit.search import fold
from amends.operate.bench.report import Bound, Report, at_least, at_most
from amends.operate.bench.world import fresh_world, world_at
from amends.operate.places import ROOT
from amends.operate.trouble import Trouble

TIMES, ALLOWANCE_MS = 5, 25
"""A request may take so many times as long as its SQL by hand, and so many milliseconds for everything else."""
NAMED = {
    "tickets_open_agent": 25,
    "activities_week_agent": 25,
    "ticket_short_agent": 40,
    "ticket_long_agent": 60,
    "palette_common_agent": 25,
}
"""What is wanted of these at any size, ms."""
READERS = {"agent": "agent-1", "limited": "limited", "administrator": "administrator"}
CLIENTS, SECONDS = 8, 6.0


@dataclass(frozen=True)
class Row:
    """One address for one reader, and the statement that fetches what it shows."""

    name: str
    path: str
    sql: str
    reader: str


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tickets", type=int, default=10_000, help="tickets in the world (10000)")
    parser.add_argument("--rounds", type=int, default=7, help="requests to take the median of (7)")
    parser.add_argument("--database", help="measure this database, which bin/seed load has filled, and load nothing")
    parser.add_argument("--only", default="", help="only rows whose name has this text")


def run(options: argparse.Namespace) -> Report:
    with world_at(options.database) if options.database else fresh_world(options.tickets):
        rows = [row for row in _rows() if options.only in row.name]
        with _web_server() as port:
            figures, wanted = _measure(rows, options.rounds, port)
            if not options.only:
                figures["clients_8_requests_per_s"] = _clients([row for row in rows if row.reader == "agent"], port)
                wanted["clients_8_requests_per_s"] = at_least(60)
        return Report("pages", {"tickets": _count()}, figures, wanted)


def _count() -> int:
    from amends.tickets.models import Ticket

    return int(Ticket.objects.count())


def _measure(rows: list[Row], rounds: int, port: int) -> tuple[dict[str, float], dict[str, Bound]]:
    figures: dict[str, float] = {}
    wanted: dict[str, Bound] = {}
    ask = {reader: _door(f"load-{name}@example.com", port) for reader, name in READERS.items()}
    for row in rows:
        by_hand = _median(lambda row=row: _fetch(row.sql), rounds)  # type: ignore[misc]
        whole = _median(lambda row=row: ask[row.reader](row.path), rounds)  # type: ignore[misc]
        figures[f"{row.name}_ms"], figures[f"{row.name}_sql_ms"] = whole, by_hand
        most = TIMES * by_hand + ALLOWANCE_MS
        wanted[f"{row.name}_ms"] = at_most(round(min(most, NAMED.get(row.name, most)), 1))
    return figures, wanted


def _door(email: str, port: int) -> Callable[[str], None]:
    """A person with a browser, or for /api/ with a program: reads an answer whole."""
    from amends.journal.actors import Actor
    from amends.people.actions.tokens import make_token
    from amends.people.models import Scope, User

    user = User.objects.get(email=email)
    _token, secret = make_token(user, name="bench", scope=Scope.READ, by=Actor.person(user))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    page, program = _as_browser(user), {"Authorization": f"Bearer {secret}", "Accept-Encoding": "gzip"}

    def send(path: str) -> http.client.HTTPResponse:
        connection.request("GET", path, headers=program if path.startswith("/api/") else page)
        return connection.getresponse()

    def ask(path: str) -> None:
        try:
            answer = send(path)
        except http.client.RemoteDisconnected:  # it was idle while statements by hand were measured
            answer = send(path)
        answer.read()
        if answer.status != 200:
            raise Trouble(f"{path} answered {answer.status}.", "Look at the page in a running installation.")

    return ask


def _as_browser(user: Any) -> dict[str, str]:
    """The headers that a signed-in browser sends."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {"Cookie": cookies, "Accept-Encoding": "gzip"}


def _fetch(sql: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _median(deed: Callable[[], object], rounds: int) -> float:
    deed()
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        deed()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


# --- What is asked -------------------------------------------------------------------------------------------------

_TICKETS = (
    "SELECT t.id, t.number, t.subject, t.customer_name, t.email, t.due_at, t.created_at, t.waiting_since, t.closed_at,"
    " s.names, s.turn, s.colour, y.icon, q.names, u.name,"
    " ARRAY(SELECT g.code FROM tickets_tickettag tg JOIN tickets_tag g ON g.id = tg.tag_id WHERE tg.ticket_id = t.id)"
    " FROM (SELECT * FROM (SELECT * FROM tickets_ticket t WHERE {where}) t ORDER BY {order} LIMIT 51) t"
    " JOIN tickets_status s ON s.id = t.status_id JOIN tickets_tickettype y ON y.id = t.type_id"
    " LEFT JOIN tickets_queue q ON q.id = t.queue_id LEFT JOIN people_user u ON u.id = t.agent_id"
)
_ACTIVITIES = (
    "SELECT a.id, a.name, a.due_at, a.all_day, a.status, a.completed_at, a.rule_name, u.name, t.number, t.subject"
    " FROM (SELECT * FROM (SELECT a.* FROM activities_activity a {join} WHERE {where}) a ORDER BY {order} LIMIT 51) a"
    " JOIN tickets_ticket t ON t.id = a.ticket_id LEFT JOIN people_user u ON u.id = a.assignee_id"
)
_THROUGH_TICKETS = "a.ticket_id IN (SELECT t.id FROM tickets_ticket t WHERE {seen})"
_EVENTS = (
    "SELECT e.* FROM (SELECT event_id FROM journal_subject WHERE kind = 'ticket' AND subject_id = {ticket}"
    " ORDER BY event_id DESC LIMIT 51) s JOIN journal_event e ON e.id = s.event_id"
)
_RESULTS = (
    "SELECT t.id, t.number, t.subject FROM (SELECT unnest(ids) AS id FROM executions_chunk WHERE execution_id = {}"
    " ORDER BY position LIMIT 51) c JOIN tickets_ticket t USING (id) LIMIT 51"
)
_ORDERS_CALLED = (
    "SELECT * FROM orders_order WHERE search LIKE '%{text}%' AND ('{text}' IN (lower(code), lower(invoice_code),"
    " lower(package_number), lower(email)) OR split_part(search, chr(30), 3) LIKE '%{text}%'"
    " OR split_part(search, chr(30), 4) LIKE '%{text}%') ORDER BY placed_at DESC, id DESC LIMIT 5"
)
_OPEN, _NEWEST = "t.closed_at IS NULL", "t.created_at DESC, t.id DESC"
_YESTERDAY = "date_trunc('day', now() - interval '1 day')"
_OPEN_ACTIVITY, _BY_DUE = "a.status = 'open' AND a.deleted_at IS NULL", "a.due_at, a.id"


def _rows() -> Iterator[Row]:
    known = _known()
    for reader in ("agent", "limited"):
        seen = known["seen"] if reader == "limited" else "true"
        for name, query, where, order in _ticket_lists(known):
            sql = _TICKETS.format(where=f"{where} AND {seen}{_apart(name)}", order=order)
            yield Row(f"tickets_{name}_{reader}", f"/tickets?{query}", sql, reader)
        through = _THROUGH_TICKETS.format(seen=seen) if reader == "limited" else "true"
        for name, query, join, where, order in _activity_lists(known):
            sql = _ACTIVITIES.format(join=join, where=f"{where} AND {through}{_apart(name)}", order=order)
            yield Row(f"activities_{name}_{reader}", f"/activities?{query}", sql, reader)
        for text, name in (("novak", "common"), (known["email"], "rare")):
            folded = _TICKETS.format(where=f"{_having(text, name)} AND {seen}", order=_NEWEST)
            yield Row(f"palette_{name}_{reader}", f"/search?q={text}", folded.replace("LIMIT 51", "LIMIT 6"), reader)
        for name, conditions, where in _api_lists(known):
            tree = {"version": 1, "all": [dict(zip(("field", "op", "value"), one, strict=True)) for one in conditions]}
            asked = urlencode({"filter": json.dumps(tree)})
            api = _TICKETS.format(where=f"{where} AND {seen}", order=_NEWEST)
            yield Row(f"api_{name}_{reader}", f"/api/v1/tickets?{asked}", api, reader)
    for name, ticket, reader in (
        ("short", known["short"], "agent"),
        ("long", known["long"], "agent"),
        ("seen", known["seen_ticket"], "limited"),
    ):
        events = _EVENTS.format(ticket=ticket[0])
        yield Row(f"ticket_{name}_{reader}", f"/tickets/{ticket[1]}", events, reader)
    orders = "SELECT * FROM orders_order WHERE search LIKE '%novak%' ORDER BY id DESC LIMIT 51"
    yield Row("orders_common_agent", "/orders?q=novak", orders, "agent")
    named = f"SELECT * FROM orders_order WHERE code = '{known['order']}' ORDER BY id DESC LIMIT 51"  # noqa: S608
    yield Row("orders_named_limited", f"/orders?q={known['order']}", named, "limited")
    of_all = _ORDERS_CALLED.format(text="example.com")
    yield Row("orders_of_all_limited", "/orders?q=example.com", of_all, "limited")
    for reader in ("agent", "limited"):
        told = "SELECT n.* FROM notifications_notification n WHERE user_id = {} ORDER BY id DESC LIMIT 51"
        yield Row(f"notifications_{reader}", "/notifications", told.format(known[reader]), reader)
    for name, path, sql in (
        ("outbox", "/settings/outbox", "SELECT * FROM outbox_letter ORDER BY id DESC LIMIT 51"),
        ("rules", "/automations", "SELECT * FROM automations_rule ORDER BY position, id LIMIT 51"),
        ("execution", f"/bulk-changes/{known['execution']}", _RESULTS.format(known["execution"])),
    ):
        yield Row(f"{name}_administrator", path, sql, "administrator")


def _apart(name: str) -> str:
    """By hand, rows of a moment are found before they are sorted by another one: PostgreSQL would walk the order."""
    return " OFFSET 0" if name.startswith("crossed") else ""


def _ticket_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Name, query of the address, condition and order of each list of tickets."""
    yield "open", "scope=open", _OPEN, _NEWEST
    yield "all", "scope=all", "true", _NEWEST
    yield "mine", "scope=mine", f"{_OPEN} AND t.agent_id = {known['agent']}", _NEWEST
    yield "due", "scope=open&sort=due", _OPEN, "t.due_at ASC NULLS LAST, t.id"
    yield "due_down", "scope=open&sort=-due", _OPEN, "t.due_at DESC NULLS LAST, t.id DESC"
    yield "all_due", "scope=all&sort=due", "true", "t.due_at ASC NULLS LAST, t.id"
    yield "all_waiting_down", "scope=all&sort=-waiting", "true", "t.waiting_since DESC NULLS LAST, t.id DESC"
    yield "by_number", "scope=all&sort=number", "true", "t.number"
    for rarity in ("common", "rare"):
        code, number = known[f"{rarity}_status"]
        yield f"{rarity}_status", f"f=status~is~{code}", f"{_OPEN} AND t.status_id = {number}", _NEWEST
        code, number = known[f"{rarity}_queue"]
        yield f"{rarity}_queue", f"f=queue~is~{code}", f"{_OPEN} AND t.queue_id = {number}", _NEWEST
        code, number = known[f"{rarity}_tag"]
        tagged = f"EXISTS (SELECT FROM tickets_tickettag g WHERE g.ticket_id = t.id AND g.tag_id = {number})"
        yield f"{rarity}_tag", f"f=tags~has_any~{code}", f"{_OPEN} AND {tagged}", _NEWEST
    closed = "t.closed_at >= now() - interval '1 day'"
    yield "closed_lately", "scope=all&f=closed~within_last_days~1", closed, _NEWEST
    yield from _crossed_ticket_lists()
    for text, name in (("novak", "common"), (known["email"], "rare")):
        yield f"text_{name}", f"scope=all&q={text}", _having(text, name), _NEWEST
    for text, name in (("stove", "common"), ("stove 349", "rare")):
        contains = f"{_having(text, name)} AND strpos(amends_fold(t.subject), '{text}') > 0"
        yield f"contains_{name}", f"scope=all&f=subject~contains~{quote(text)}", contains, _NEWEST
    yield from _called_ticket_lists(known)
    yield from _disjoint_ticket_lists(known)


def _called_ticket_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Texts as a whole and from their beginning: of many, of few, and of none though each of their words is of many."""
    for name, field, column, text, rarity in (
        ("customer_common", "customer", "customer_name", "Jana Nováková", "common"),
        ("customer_none", "customer", "customer_name", "Nováková Jana", "none"),
        ("subject_few", "subject", "subject", "Broken zip · Backpack 224", "few"),
        ("order_code_one", "order_code", "order_code", known["order"], "few"),
        ("email_one", "email", "email", known["whole_email"], "few"),
    ):
        where = f"{_having(fold(text), rarity)} AND amends_fold(t.{column}) = '{fold(text)}'"
        yield f"is_{name}", f"scope=all&f={field}~is~{quote(text)}", where, _NEWEST
    for name, field, column, text, rarity in (
        ("subject_common", "subject", "subject", "Broken zip", "common"),
        ("customer_none", "customer", "customer_name", "Nowak", "none"),
        ("order_code_many", "order_code", "order_code", known["order"][:4], "common"),
    ):
        where = f"{_having(fold(text), rarity)} AND starts_with(amends_fold(t.{column}), '{fold(text)}')"
        yield f"starts_{name}", f"scope=all&f={field}~starts_with~{quote(text)}", where, _NEWEST
        due = "t.due_at ASC NULLS LAST, t.id"
        yield (
            f"starts_{name}_due",
            f"scope=open&sort=due&f={field}~starts_with~{quote(text)}",
            f"{where} AND {_OPEN}",
            due,
        )


def _disjoint_ticket_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Conditions of which each holds for many tickets, and hardly ever all; and moments far from the order."""
    code, number = known["closed_status"]
    closed = f"{_OPEN} AND t.status_id = {number}"
    yield "disjoint_status", f"scope=open&f=status~is~{code}", closed, _NEWEST
    yield "disjoint_status_due", f"scope=open&sort=due&f=status~is~{code}", closed, "t.due_at ASC NULLS LAST, t.id"
    any_closed = f"{_OPEN} AND t.status_id IN (SELECT id FROM tickets_status WHERE turn = 'closed')"  # noqa: S608
    yield "disjoint_turn", "scope=open&f=turn~is~closed", any_closed, _NEWEST
    (rare, rare_number), (common, common_number) = known["rare_status"], known["common_queue"]
    both = f"t.status_id = {rare_number} AND t.queue_id = {common_number}"
    yield (
        "status_and_queue",
        f"scope=all&sort=due&f=status~is~{rare}&f=queue~is~{common}",
        both,
        ("t.due_at ASC NULLS LAST, t.id"),
    )
    old, new = "2024-12-01", "2025-01-01"
    for field, column in (("closed", "closed_at"), ("due", "due_at"), ("waiting", "waiting_since")):
        before = f"t.{column} < '{new}'"
        yield f"crossed_{field}_before", f"scope=all&f={field}~before~{new}", before, _NEWEST
        between = f"{before} AND t.{column} >= '{old}'"
        yield f"crossed_{field}_between", f"scope=all&f={field}~between~{old},{new}", between, _NEWEST


def _crossed_ticket_lists() -> Iterator[tuple[str, str, str, str]]:
    """Asked for by one moment and sorted by another, which lie together or far apart; from none of all to nearly all.

    The uncrossed ones among them are fastest by a walk, also by hand.
    """
    due, since = "t.due_at ASC NULLS LAST, t.id", f"{_YESTERDAY} <= t."
    far = "t.waiting_since DESC NULLS LAST, t.id DESC"
    yield "crossed_created_due", "scope=all&sort=due&f=created~within_last_days~1", f"{since}created_at", due
    month = f"t.created_at >= {_YESTERDAY} - interval '29 days'"
    yield "crossed_month_due", "scope=all&sort=due&f=created~within_last_days~30", month, due
    yield (
        "crossed_created_number",
        "scope=all&sort=number&f=created~within_last_days~1",
        f"{since}created_at",
        "t.number",
    )
    yield "crossed_closed_due", "scope=all&sort=due&f=closed~within_last_days~1", f"{since}closed_at", due
    yield "crossed_closed_waiting", "scope=all&sort=-waiting&f=closed~within_last_days~1", f"{since}closed_at", far
    never = f"{since}closed_at AND {_OPEN}"
    yield "crossed_closed_open", "scope=open&f=closed~within_last_days~1", never, _NEWEST
    yield "crossed_no_deadline", "scope=open&f=due~is_empty", f"t.due_at IS NULL AND {_OPEN}", _NEWEST
    replied = f"{since}last_customer_reply_at"
    yield "crossed_answered_due", "scope=all&sort=due&f=last_customer_reply~within_last_days~1", replied, due
    yield "old_due", "scope=all&sort=due&f=created~older_than_hours~1", "t.created_at < now()", due
    long_ago = f"t.closed_at < {_YESTERDAY}"
    yield "closed_long_ago", "scope=all&f=closed~older_than_hours~24", long_ago, _NEWEST
    yield "no_phone", "scope=all&f=phone~is_empty", "NOT t.phone > ''", _NEWEST
    yield "no_subject", "scope=open&sort=due&f=subject~is_empty", f"NOT t.subject > '' AND {_OPEN}", due


def _having(text: str, rarity: str) -> str:
    """The text; a rare one is best found by its last letters in the search index, a common one by walking."""
    probe = {"rare": text[-5:], "few": text, "none": text}.get(rarity, "")
    by_index = f"amends_trigrams(t.search) @> amends_trigrams('{probe}') AND " if probe else ""
    return f"{by_index}t.search LIKE '%{text}%'"


def _api_lists(known: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, str, Any]], str]]:
    """Name, conditions of the tree, and condition by hand of each list of tickets that a program asks for."""
    code, number = known["rare_status"]
    yield "rare_status", [("status", "is", [code])], f"t.status_id = {number}"
    (rare, rare_number), (common, common_number) = known["rare_tag"], known["common_tag"]
    some, some_number = known["some_tag"]
    for name, codes, numbers in (
        ("common", [common, some], (common_number, some_number)),
        ("rare", [common, rare], (common_number, rare_number)),
    ):
        tagged = "EXISTS (SELECT FROM tickets_tickettag g WHERE g.ticket_id = t.id AND g.tag_id = {})"
        where = " AND ".join(tagged.format(one) for one in numbers)
        yield f"tags_all_{name}", [("tags", "has_all", codes)], where
    name = "Jana Nováková"
    called = f"{_having(fold(name), 'common')} AND amends_fold(t.customer_name) = '{fold(name)}'"
    yield "customer_common", [("customer", "is", [name])], called


def _activity_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, query, join, condition and order of each list of activities."""
    today = "date_trunc('day', now())"
    week = f"{_OPEN_ACTIVITY} AND a.due_at > now() AND a.due_at < {today} + interval '8 days'"
    later = f"{_OPEN_ACTIVITY} AND a.due_at >= {today} + interval '8 days'"
    yield "week", "", "", week, _BY_DUE
    yield "late", "preset=delayed", "", f"{_OPEN_ACTIVITY} AND a.due_at <= now()", _BY_DUE
    yield "all", "preset=all", "", "a.deleted_at IS NULL", "a.due_at ASC NULLS LAST, a.id"
    yield "due_down", "preset=all&sort=-due", "", "a.deleted_at IS NULL", "a.due_at DESC NULLS LAST, a.id DESC"
    yield "mine", "preset=all&scope=mine", "", f"a.deleted_at IS NULL AND a.assignee_id = {known['agent']}", _BY_DUE
    for grouping, column in (("person", "a.assignee_id"), ("ticket", "a.ticket_id")):
        order = f"{column}, a.due_at, a.id"
        yield f"by_{grouping}", f"preset=all&by={grouping}", "", "a.deleted_at IS NULL", order
        yield f"open_by_{grouping}", f"preset=later&by={grouping}", "", later, order
    yield (
        "by_assignee_down",
        "preset=all&sort=-assignee",
        "",
        "a.deleted_at IS NULL",
        ("a.assignee_id DESC NULLS LAST, a.due_at DESC NULLS LAST, a.id DESC"),
    )
    yield from _activity_lists_of_texts(known)
    code, number = known["rare_status"]
    ticket = "JOIN tickets_ticket k ON k.id = a.ticket_id"
    of_status = f"a.deleted_at IS NULL AND k.status_id = {number}"
    for name, field, column in (("created", "created", "a.created_at"), ("completed", "completed", "a.completed_at")):
        lately = f"a.deleted_at IS NULL AND {column} >= {_YESTERDAY}"
        query = f"preset=all&f={field}~within_last_days~1"
        yield f"crossed_{name}", query, "", lately, "a.due_at ASC NULLS LAST, a.id"
        yield f"crossed_{name}_down", f"{query}&sort=-due", "", lately, "a.due_at DESC NULLS LAST, a.id DESC"
    never = "preset=all&f=status~is~open&f=completed~within_last_days~1"
    yield "never", never, "", f"{_OPEN_ACTIVITY} AND false", _BY_DUE
    yield "rare_ticket_status", f"preset=all&f=ticket_status~is~{code}", ticket, of_status, _BY_DUE


def _activity_lists_of_texts(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Searched in names and in tickets, and asked for by their ticket."""
    kept, ticket = "a.deleted_at IS NULL", "JOIN tickets_ticket k ON k.id = a.ticket_id"
    for name, text in (
        ("common", "novak"),
        ("name", "shipment"),
        ("rare", known["email"]),
        ("none", "agnieszka novak"),
    ):
        if name in ("common", "name"):
            having = f"(amends_fold(a.name) LIKE '%{text}%' OR k.search LIKE '%{text}%')"
            yield f"text_{name}", f"preset=all&q={text}", ticket, f"{kept} AND {having}", _BY_DUE
            continue
        probe = f"amends_trigrams({{0}}) @> amends_trigrams('{max(text.split(), key=len)}')"
        in_index = " AND ".join([probe, *(f"{{0}} LIKE '%{word}%'" for word in text.split())])
        named, found = in_index.format("amends_fold(name)"), in_index.format("t.search")
        found = f"SELECT t.id FROM tickets_ticket t WHERE {found}"  # noqa: S608
        ids = (
            f"a.id IN (SELECT id FROM activities_activity WHERE {named} UNION ALL"  # noqa: S608
            f" SELECT id FROM activities_activity WHERE ticket_id IN ({found}))"
        )
        yield f"text_{name}", f"preset=all&q={quote(text)}", "", f"{kept} AND {ids}", _BY_DUE
    for name, agent in (("agent", known["agent"]), ("other", known["limited"])):
        of_agent = f"{kept} AND k.agent_id = {agent}"
        yield f"ticket_of_{name}", f"preset=all&f=ticket_agent~is~{agent}", ticket, of_agent, _BY_DUE
    number = known["seen_ticket"][1]
    one = f"{kept} AND k.number = '{number}'"
    yield "ticket_number", f"preset=all&f=ticket_number~is~{number}", ticket, one, _BY_DUE
    of_customer = f"{kept} AND {_having('novakova jana', 'none').replace('t.', 'k.')}"
    none = f"preset=all&f=customer~is~{quote('Nováková Jana')}"
    yield "customer_none", none, ticket, of_customer, _BY_DUE


def _known() -> dict[str, Any]:
    """What the load world holds that rows ask for: people, and the most and least frequent of each sort."""
    [(agent,)] = _fetch("SELECT id FROM people_user WHERE email = 'load-agent-1@example.com'")
    [(limited,)] = _fetch("SELECT id FROM people_user WHERE email = 'load-limited@example.com'")
    queues = _fetch(f"SELECT queue_id FROM tickets_queuemembership WHERE user_id = {limited}")  # noqa: S608
    listed = ", ".join(str(queue) for (queue,) in queues) or "0"
    seen = f"(t.queue_id IN ({listed}) OR t.agent_id = {limited})"
    found: dict[str, Any] = {"agent": agent, "limited": limited, "seen": seen}
    for name, table, column in (
        ("status", "tickets_status", "t.status_id"),
        ("queue", "tickets_queue", "t.queue_id"),
    ):
        by_number = _fetch(
            f"SELECT x.code, x.id FROM tickets_ticket t JOIN {table} x ON x.id = {column} WHERE t.closed_at IS NULL"  # noqa: S608
            " GROUP BY 1, 2 ORDER BY count(*)"
        )
        found[f"rare_{name}"], found[f"common_{name}"] = by_number[0], by_number[-1]
    tags = _fetch("SELECT code, id FROM tickets_tag WHERE code LIKE 'load-%' ORDER BY code")
    found["common_tag"], found["rare_tag"], found["some_tag"] = tags
    [found["closed_status"]] = _fetch(
        "SELECT s.code, s.id FROM tickets_ticket t JOIN tickets_status s ON s.id = t.status_id"
        " WHERE t.closed_at IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    many = "SELECT subject_id FROM journal_subject WHERE kind = 'ticket' GROUP BY 1 ORDER BY count(*) {} LIMIT 1"
    for name, direction in (("short", ""), ("long", "DESC")):
        [found[name]] = _fetch(f"SELECT id, number FROM tickets_ticket WHERE id = ({many.format(direction)})")  # noqa: S608
    mine = f"SELECT id, number FROM tickets_ticket t WHERE {seen} ORDER BY id LIMIT 1"  # noqa: S608
    [found["seen_ticket"]] = _fetch(mine)
    [(found["order"],)] = _fetch("SELECT code FROM orders_order ORDER BY id LIMIT 1")
    [(found["execution"],)] = _fetch("SELECT max(id) FROM executions_execution")
    [(found["email"],)] = _fetch(
        "SELECT split_part(email, '@', 1) FROM tickets_ticket WHERE email <> '' ORDER BY id LIMIT 1"
    )
    [(found["whole_email"],)] = _fetch("SELECT email FROM tickets_ticket WHERE email <> '' ORDER BY id LIMIT 1")
    return found


# --- Eight clients ---------------------------------------------------------------------------------------------------


def _clients(rows: list[Row], port: int) -> float:
    """Pages a second that a web server with two processes answers to eight clients who read a mix of them."""
    from amends.people.models import User

    headers = _as_browser(User.objects.get(email="load-agent-1@example.com"))
    mix = ("tickets_open", "tickets_due", "activities_week", "ticket_short", "palette_common")
    paths = [row.path for row in rows if row.name.removesuffix("_agent") in mix]
    answered = [0] * CLIENTS
    until = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=_read, args=(port, paths, headers, until, answered, number))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / SECONDS


def _read(port: int, paths: list[str], headers: dict[str, str], until: float, answered: list[int], number: int) -> None:
    dice = random.Random(number)  # noqa: S311 - the same mix every time
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until:
        connection.request("GET", dice.choice(paths), headers=headers)
        answer = connection.getresponse()
        answer.read()
        answered[number] += answer.status == 200
    connection.close()


@contextmanager
def _web_server() -> Iterator[int]:
    """The server as bin/start runs it, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--preload", "--no-control-socket"]
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "error"]
    words += ["--worker-class", "amends.operate.serving.PatientWorker"]
    process = subprocess.Popen([*command, *words], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Trouble("The web server did not come up.", "Run bin/start to see why.")
