"""Lists of activities by filter, order and rarity."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from amends.operate.bench.visits.statements import BY_DUE, OPEN_ACTIVITY, YESTERDAY, having


def activity_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, query, join, condition and order of each list of activities."""
    today = "date_trunc('day', now())"
    week = f"{OPEN_ACTIVITY} AND a.due_at > now() AND a.due_at < {today} + interval '8 days'"
    later = f"{OPEN_ACTIVITY} AND a.due_at >= {today} + interval '8 days'"
    yield "week", "", "", week, BY_DUE
    yield "late", "preset=delayed", "", f"{OPEN_ACTIVITY} AND a.due_at <= now()", BY_DUE
    yield "all", "preset=all", "", "a.deleted_at IS NULL", "a.due_at ASC NULLS LAST, a.id"
    yield "due_down", "preset=all&sort=-due", "", "a.deleted_at IS NULL", "a.due_at DESC NULLS LAST, a.id DESC"
    yield "mine", "preset=all&scope=mine", "", f"a.deleted_at IS NULL AND a.assignee_id = {known['agent']}", BY_DUE
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
    yield from _activity_lists_by_ticket(known)
    code, number = known["rare_status"]
    ticket = "JOIN tickets_ticket k ON k.id = a.ticket_id AND k.left_at IS NULL"
    of_status = f"a.deleted_at IS NULL AND k.status_id = {number}"
    for name, field, column in (("created", "created", "a.created_at"), ("completed", "completed", "a.completed_at")):
        lately = f"a.deleted_at IS NULL AND {column} >= {YESTERDAY}"
        query = f"preset=all&f={field}~within_last_days~1"
        yield f"crossed_{name}", query, "", lately, "a.due_at ASC NULLS LAST, a.id"
        yield f"crossed_{name}_down", f"{query}&sort=-due", "", lately, "a.due_at DESC NULLS LAST, a.id DESC"
    never = "preset=all&f=status~is~open&f=completed~within_last_days~1"
    yield "never", never, "", f"{OPEN_ACTIVITY} AND false", BY_DUE
    yield "rare_ticket_status", f"preset=all&f=ticket_status~is~{code}", ticket, of_status, BY_DUE


def _activity_lists_of_texts(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Searched in names and in tickets."""
    kept, ticket = "a.deleted_at IS NULL", "JOIN tickets_ticket k ON k.id = a.ticket_id AND k.left_at IS NULL"
    for name, text in (
        ("common", "novak"),
        ("name", "shipment"),
        ("rare", known["email"]),
        ("none", "agnieszka novak"),
    ):
        if name in ("common", "name"):
            either = f"(amends_fold(a.name) LIKE '%{text}%' OR k.search LIKE '%{text}%')"
            yield f"text_{name}", f"preset=all&q={text}", ticket, f"{kept} AND {either}", BY_DUE
            continue
        probe = f"amends_trigrams({{0}}) @> amends_trigrams('{max(text.split(), key=len)}')"
        in_index = " AND ".join([probe, *(f"{{0}} LIKE '%{word}%'" for word in text.split())])
        named, found = in_index.format("amends_fold(name)"), in_index.format("t.search")
        found = f"SELECT t.id FROM tickets_ticket t WHERE t.left_at IS NULL AND {found}"  # noqa: S608
        ids = (
            f"a.id IN (SELECT id FROM activities_activity WHERE {named} UNION ALL"  # noqa: S608
            f" SELECT id FROM activities_activity WHERE ticket_id IN ({found}))"
        )
        yield f"text_{name}", f"preset=all&q={quote(text)}", "", f"{kept} AND {ids}", BY_DUE


def _activity_lists_by_ticket(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Asked for by what their ticket is."""
    kept, ticket = "a.deleted_at IS NULL", "JOIN tickets_ticket k ON k.id = a.ticket_id AND k.left_at IS NULL"
    for name, agent in (("agent", known["agent"]), ("other", known["limited"])):
        of_agent = f"{kept} AND k.agent_id = {agent}"
        yield f"ticket_of_{name}", f"preset=all&f=ticket_agent~is~{agent}", ticket, of_agent, BY_DUE
    number = known["seen_ticket"][1]
    one = f"{kept} AND k.number = '{number}'"
    yield "ticket_number", f"preset=all&f=ticket_number~is~{number}", ticket, one, BY_DUE
    of_customer = f"{kept} AND {having('novakova jana', 'none').replace('t.', 'k.')}"
    none = f"preset=all&f=customer~is~{quote('Nováková Jana')}"
    yield "customer_none", none, ticket, of_customer, BY_DUE
