"""Tickets as a table for a spreadsheet."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.tickets.models import Ticket

BOM = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_of(tickets: QuerySet[Ticket]) -> Iterator[str]:
    """Line by line, so that a hundred thousand tickets need no memory."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([_safe(title) for title in _titles()])
    for ticket in tickets.iterator(chunk_size=2000):
        yield writer.writerow([_safe(value) for value in _row(ticket)])


def _titles() -> list[str]:
    return [
        _("Number"),
        _("Type"),
        _("Status"),
        _("Queue"),
        _("Agent"),
        _("Priority"),
        _("Subject"),
        _("Customer"),
        _("E-mail"),
        _("Phone"),
        _("Order number"),
        _("Created"),
        _("Deadline"),
        _("Closed"),
    ]


def _row(ticket: Ticket) -> list[Any]:
    return [
        ticket.number,
        ticket.type.name,
        ticket.status.name,
        ticket.queue.name if ticket.queue else "",
        ticket.agent.name if ticket.agent else "",
        ticket.get_priority_display(),
        ticket.subject,
        ticket.customer_name,
        ticket.email,
        ticket.phone,
        ticket.order_code,
        _moment(ticket.created_at),
        _moment(ticket.due_at),
        _moment(ticket.closed_at),
    ]


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _safe(value: Any) -> str:
    """A cell that a spreadsheet does not take for a formula; telephone numbers keep their plus."""
    text = str(value)
    is_formula = text[:1] in ("=", "@", "\t", "\r") or (text[:1] in ("+", "-") and not _is_number(text))
    return f"'{text}" if is_formula else text


def _is_number(text: str) -> bool:
    return text[1:].replace(" ", "").isdigit()
