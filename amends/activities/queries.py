"""Reads of activities that doors share."""

from amends.activities.models import Activity
from amends.tickets.models import Ticket


def chain_of(ticket: Ticket) -> list[Activity]:
    """The activities of a ticket as a chain of steps (R40): the done ones first, then the open ones by deadline."""
    found = Activity.objects.kept().filter(ticket=ticket).select_related("assignee", "completed_by")
    activities = list(found.prefetch_related("activity_files__file"))
    done = sorted((one for one in activities if not one.is_open), key=lambda one: (one.completed_at, one.pk))
    return [*done, *(one for one in activities if one.is_open)]


def open_activity_count(ticket: Ticket) -> int:
    return Activity.objects.open().filter(ticket=ticket).count()
