"""Who sees which activities: whoever sees the ticket (R5), and the person an activity is assigned to (R36)."""

from typing import Literal

from django.db.models import Q

from amends.activities.models import Activity, ActivityQuerySet
from amends.kit.refusals import NotThere
from amends.people.models import User
from amends.tickets.access import tickets_seen_by

Purpose = Literal["view", "edit"]


def activities_seen_by(user: User) -> Q:
    """The one condition behind everything that is told of activities."""
    return tickets_seen_by(user, through="ticket__") | Q(assignee=user) if user.is_limited else Q()


def visible_activities(user: User) -> ActivityQuerySet:
    """The activities, open and closed but not deleted, that `user` may see."""
    return reachable_activities(user).kept()


def reachable_activities(user: User) -> ActivityQuerySet:
    """The same, and the deleted ones, which can be restored."""
    activities: ActivityQuerySet = Activity.objects.filter(activities_seen_by(user))
    return activities


def get_activity_for(user: User, activity_id: int, *, to: Purpose = "view", deleted: bool = False) -> Activity:
    """The activity, or NotThere when it is not there or not for `user`. All who see one may work on it (Q21).

    `deleted` looks among the deleted ones instead: for undoing a deletion.
    """
    reachable = reachable_activities(user)
    activities = reachable.filter(deleted_at__isnull=False) if deleted else reachable.kept()
    activity: Activity | None = activities.for_display().filter(pk=activity_id).first()
    if activity is None:
        raise NotThere
    return activity
