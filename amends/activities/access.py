"""Who sees which activities: whoever sees the ticket (R5), and the person an activity is assigned to (R36).

Who sees an activity because it is theirs need not see its ticket. Of that ticket they are told that there is one, and
nothing else: no name, no hit, no column, no order.
"""

from typing import Any, Literal

from django.db.models import Q, QuerySet

from amends.activities.models import Activity, ActivityQuerySet
from amends.kit.refusals import NotThere
from amends.people.models import User
from amends.tickets.access import reached_by, visible_tickets
from amends.tickets.models import Ticket
from amends.vocabulary.plain import where_seen

Purpose = Literal["view", "edit"]


def activities_seen_by(user: User) -> Q:
    """The one condition behind everything that is told of activities."""
    return ticket_seen_by(user) | Q(assignee=user) if user.is_limited else Q()


def ticket_seen_by(user: User) -> Q:
    """Of which activities `user` may know the ticket. Of one that has left none is kept, so that nobody has to ask."""
    return reached_by(user, through="ticket__")


def of_tickets_unseen(activities: QuerySet[Activity], user: User) -> QuerySet[Activity]:
    """Those that `user` sees because they are theirs, and not their ticket."""
    return activities.filter(~ticket_seen_by(user), assignee=user)


def where_ticket_seen(user: User, expression: Any) -> Any:
    """Something about the ticket, for lists of activities: null where `user` doesn't see the ticket."""
    return where_seen(expression, ticket_seen_by(user))


def ticket_of(user: User, activity: Activity) -> Ticket | None:
    """The activity's ticket, None when `user` doesn't see it."""
    if not user.is_limited or visible_tickets(user).filter(pk=activity.ticket_id).exists():
        return activity.ticket
    return None


def visible_activities(user: User) -> ActivityQuerySet:
    """The activities, open and closed but not deleted, that `user` may see."""
    activities: ActivityQuerySet = Activity.objects.filter(activities_seen_by(user)).kept()
    return activities


def reachable_activities(user: User) -> ActivityQuerySet:
    """The same, and the deleted ones, which can be restored while their ticket is there."""
    activities: ActivityQuerySet = Activity.objects.filter(activities_seen_by(user), ticket__left_at=None)
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
