"""Reads of activities that doors share."""

from collections.abc import Mapping
from uuid import UUID

from amends.activities.models import Activity
from amends.journal.models import Subject
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


def made_by_rules(acts: Mapping[int, UUID]) -> list[Activity]:
    """The activities that rules made on these tickets as a consequence of these acts, each ticket its own."""
    by_rules = Activity.objects.kept().filter(ticket__in=acts, rule_id__isnull=False)
    made = Subject.objects.filter(kind="activity", event_kind="activity.created", subject_id__in=by_rules.values("pk"))
    act_of = dict(made.values_list("subject_id", "event__act"))
    return [one for one in by_rules.order_by("pk") if act_of.get(one.pk) == acts[one.ticket_id]]
