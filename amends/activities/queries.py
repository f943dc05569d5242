"""Reads of activities that doors share."""

from amends.activities.models import Activity
from amends.people.queries import people
from amends.tickets.models import Ticket


def chain_of(ticket: Ticket) -> list[Activity]:
    """The activities of a ticket as a chain of steps (R40): the done ones first, then the open ones by deadline."""
    activities = list(Activity.objects.kept().filter(ticket=ticket).prefetch_related("activity_files__file"))
    for activity in activities:
        if activity.assignee_id in people():
            activity.assignee = people()[activity.assignee_id]
        if activity.completed_by_id in people():
            activity.completed_by = people()[activity.completed_by_id]
    done = sorted((one for one in activities if not one.is_open), key=lambda one: (one.completed_at, one.pk))
    return [*done, *(one for one in activities if one.is_open)]


def open_activity_count(ticket: Ticket) -> int:
    return Activity.objects.open().filter(ticket=ticket).count()
