"""Tickets as a table for a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.tickets.models import Ticket
from amends.web.spreadsheets import csv_lines


def csv_of(tickets: QuerySet[Ticket]) -> Iterator[str]:
    """Line by line, so that a hundred thousand tickets need no memory."""
    return csv_lines(_titles(), (_row(ticket) for ticket in tickets.iterator(chunk_size=2000)))


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
