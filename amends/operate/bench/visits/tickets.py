"""Lists of tickets by filter, order and rarity, as pages and programs ask for them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from amends.kit.search import fold
from amends.operate.bench.visits.statements import NEWEST, OPEN, YESTERDAY, having


def ticket_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Name, query of the address, condition and order of each list of tickets."""
    yield "open", "scope=open", OPEN, NEWEST
    yield "all", "scope=all", "true", NEWEST
    yield "mine", "scope=mine", f"{OPEN} AND t.agent_id = {known['agent']}", NEWEST
    yield "due", "scope=open&sort=due", OPEN, "t.due_at ASC NULLS LAST, t.id"
    yield "due_down", "scope=open&sort=-due", OPEN, "t.due_at DESC NULLS LAST, t.id DESC"
    yield "all_due", "scope=all&sort=due", "true", "t.due_at ASC NULLS LAST, t.id"
    yield "all_waiting_down", "scope=all&sort=-waiting", "true", "t.waiting_since DESC NULLS LAST, t.id DESC"
    yield "by_number", "scope=all&sort=number", "true", "t.number"
    for rarity in ("common", "rare"):
        code, number = known[f"{rarity}_status"]
        yield f"{rarity}_status", f"f=status~is~{code}", f"{OPEN} AND t.status_id = {number}", NEWEST
        code, number = known[f"{rarity}_queue"]
        yield f"{rarity}_queue", f"f=queue~is~{code}", f"{OPEN} AND t.queue_id = {number}", NEWEST
        code, number = known[f"{rarity}_tag"]
        tagged = f"EXISTS (SELECT FROM tickets_tickettag g WHERE g.ticket_id = t.id AND g.tag_id = {number})"
        yield f"{rarity}_tag", f"f=tags~has_any~{code}", f"{OPEN} AND {tagged}", NEWEST
    closed = "t.closed_at >= now() - interval '1 day'"
    yield "closed_lately", "scope=all&f=closed~within_last_days~1", closed, NEWEST
    yield from _crossed_ticket_lists()
    for text, name in (("novak", "common"), (known["email"], "rare")):
        yield f"text_{name}", f"scope=all&q={text}", having(text, name), NEWEST
    for text, name in (("stove", "common"), ("stove 349", "rare")):
        contains = f"{having(text, name)} AND strpos(amends_fold(t.subject), '{text}') > 0"
        yield f"contains_{name}", f"scope=all&f=subject~contains~{quote(text)}", contains, NEWEST
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
        where = f"{having(fold(text), rarity)} AND amends_fold(t.{column}) = '{fold(text)}'"
        yield f"is_{name}", f"scope=all&f={field}~is~{quote(text)}", where, NEWEST
    for name, field, column, text, rarity in (
        ("subject_common", "subject", "subject", "Broken zip", "common"),
        ("customer_none", "customer", "customer_name", "Nowak", "none"),
        ("order_code_many", "order_code", "order_code", known["order"][:4], "common"),
    ):
        where = f"{having(fold(text), rarity)} AND starts_with(amends_fold(t.{column}), '{fold(text)}')"
        yield f"starts_{name}", f"scope=all&f={field}~starts_with~{quote(text)}", where, NEWEST
        due = "t.due_at ASC NULLS LAST, t.id"
        yield (
            f"starts_{name}_due",
            f"scope=open&sort=due&f={field}~starts_with~{quote(text)}",
            f"{where} AND {OPEN}",
            due,
        )


def _disjoint_ticket_lists(known: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Conditions of which each holds for many tickets, and hardly ever all; and moments far from the order."""
    code, number = known["closed_status"]
    closed = f"{OPEN} AND t.status_id = {number}"
    yield "disjoint_status", f"scope=open&f=status~is~{code}", closed, NEWEST
    yield "disjoint_status_due", f"scope=open&sort=due&f=status~is~{code}", closed, "t.due_at ASC NULLS LAST, t.id"
    any_closed = f"{OPEN} AND t.status_id IN (SELECT id FROM tickets_status WHERE turn = 'closed')"  # noqa: S608
    yield "disjoint_turn", "scope=open&f=turn~is~closed", any_closed, NEWEST
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
        yield f"crossed_{field}_before", f"scope=all&f={field}~before~{new}", before, NEWEST
        between = f"{before} AND t.{column} >= '{old}'"
        yield f"crossed_{field}_between", f"scope=all&f={field}~between~{old},{new}", between, NEWEST


def _crossed_ticket_lists() -> Iterator[tuple[str, str, str, str]]:
    """Asked for by one moment and sorted by another, which lie together or far apart; from none of all to nearly all.

    The uncrossed ones among them are fastest by a walk, also by hand.
    """
    due, since = "t.due_at ASC NULLS LAST, t.id", f"{YESTERDAY} <= t."
    far = "t.waiting_since DESC NULLS LAST, t.id DESC"
    yield "crossed_created_due", "scope=all&sort=due&f=created~within_last_days~1", f"{since}created_at", due
    month = f"t.created_at >= {YESTERDAY} - interval '29 days'"
    yield "crossed_month_due", "scope=all&sort=due&f=created~within_last_days~30", month, due
    yield (
        "crossed_created_number",
        "scope=all&sort=number&f=created~within_last_days~1",
        f"{since}created_at",
        "t.number",
    )
    yield "crossed_closed_due", "scope=all&sort=due&f=closed~within_last_days~1", f"{since}closed_at", due
    yield "crossed_closed_waiting", "scope=all&sort=-waiting&f=closed~within_last_days~1", f"{since}closed_at", far
    never = f"{since}closed_at AND {OPEN}"
    yield "crossed_closed_open", "scope=open&f=closed~within_last_days~1", never, NEWEST
    yield "crossed_no_deadline", "scope=open&f=due~is_empty", f"t.due_at IS NULL AND {OPEN}", NEWEST
    replied = f"{since}last_customer_reply_at"
    yield "crossed_answered_due", "scope=all&sort=due&f=last_customer_reply~within_last_days~1", replied, due
    yield "old_due", "scope=all&sort=due&f=created~older_than_hours~1", "t.created_at < now()", due
    long_ago = f"t.closed_at < {YESTERDAY}"
    yield "closed_long_ago", "scope=all&f=closed~older_than_hours~24", long_ago, NEWEST
    yield "no_phone", "scope=all&f=phone~is_empty", "NOT t.phone > ''", NEWEST
    yield "no_subject", "scope=open&sort=due&f=subject~is_empty", f"NOT t.subject > '' AND {OPEN}", due


def api_lists(known: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, str, Any]], str]]:
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
    called = f"{having(fold(name), 'common')} AND amends_fold(t.customer_name) = '{fold(name)}'"
    yield "customer_common", [("customer", "is", [name])], called
