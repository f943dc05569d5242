"""Hand-written SQL for the rows that pages show, without their words: what a page is held against."""

from typing import Any

TICKETS = (
    "SELECT t.id, t.number, t.subject, t.customer_name, t.email, t.due_at, t.created_at, t.waiting_since, t.closed_at,"
    " s.names, s.turn, s.colour, y.icon, q.names, u.name,"
    " ARRAY(SELECT g.code FROM tickets_tickettag tg JOIN tickets_tag g ON g.id = tg.tag_id WHERE tg.ticket_id = t.id)"
    " FROM (SELECT * FROM (SELECT * FROM tickets_ticket t WHERE t.left_at IS NULL AND {where}) t"
    " ORDER BY {order} LIMIT 51) t"
    " JOIN tickets_status s ON s.id = t.status_id JOIN tickets_tickettype y ON y.id = t.type_id"
    " LEFT JOIN tickets_queue q ON q.id = t.queue_id LEFT JOIN people_user u ON u.id = t.agent_id"
)
ACTIVITIES = (
    "SELECT a.id, a.name, a.due_at, a.all_day, a.status, a.completed_at, a.rule_name, u.name, t.number, t.subject"
    " FROM (SELECT * FROM (SELECT a.* FROM activities_activity a {join} WHERE {where}) a ORDER BY {order} LIMIT 51) a"
    " JOIN tickets_ticket t ON t.id = a.ticket_id LEFT JOIN people_user u ON u.id = a.assignee_id"
)
THROUGH_TICKETS = "a.ticket_id IN (SELECT t.id FROM tickets_ticket t WHERE t.left_at IS NULL AND {seen})"
EVENTS = (
    "SELECT e.* FROM (SELECT event_id FROM journal_subject WHERE kind = 'ticket' AND subject_id = {ticket}"
    " ORDER BY event_id DESC LIMIT 51) s JOIN journal_event e ON e.id = s.event_id"
)
LANE = (
    "(SELECT t.id, t.number, t.subject, t.customer_name, t.due_at, t.waiting_since, t.closed_at, t.agent_id"
    " FROM tickets_ticket t WHERE t.status_id IN ({statuses}) AND t.closed_at IS NULL AND t.left_at IS NULL AND {seen}"
    " ORDER BY t.due_at ASC NULLS LAST, t.id LIMIT 21)"
    " UNION ALL (SELECT t.id, t.number, t.subject, t.customer_name, t.due_at, t.waiting_since, t.closed_at, t.agent_id"
    " FROM tickets_ticket t WHERE t.status_id IN ({statuses}) AND t.closed_at >= now() - interval '30 days'"
    " AND t.left_at IS NULL AND {seen}"
    " ORDER BY t.closed_at DESC, t.id DESC LIMIT 21)"
)
"""The cards of one lane of the board: what is open and what was closed lately."""
OPEN, NEWEST = "t.closed_at IS NULL", "t.created_at DESC, t.id DESC"
YESTERDAY = "date_trunc('day', now() - interval '1 day')"
OPEN_ACTIVITY, BY_DUE = "a.status = 'open' AND a.deleted_at IS NULL", "a.due_at, a.id"


def having(text: str, rarity: str) -> str:
    """The text; a rare one is best found by its last letters in the search index, a common one by walking."""
    probe = {"rare": text[-5:], "few": text, "none": text}.get(rarity, "")
    by_index = f"amends_trigrams(t.search) @> amends_trigrams('{probe}') AND " if probe else ""
    return f"{by_index}t.search LIKE '%{text}%'"


def fetch(sql: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
