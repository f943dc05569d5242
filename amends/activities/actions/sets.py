"""How deeds get activities."""

from django.utils.translation import gettext_lazy as _

from amends.activities.models import Activity
from amends.kit.refusals import Refused
from amends.kit.sets import LockedRows
from amends.tickets.actions.sets import why_barred

RELATED = ("ticket", "assignee", "completed_by")
GONE = _("The activity is no longer there.")


class ActivityRefused(Refused):
    """What was given does not make an activity, or it is gone; `field` says which part."""

    code = "activity_refused"


def _ticket_left(activity: Activity) -> Refused | None:
    return why_barred(activity.ticket)


def _deleted(activity: Activity) -> Refused | None:
    if refusal := _ticket_left(activity):
        return refusal
    if activity.deleted_at is None:
        return None
    return ActivityRefused(_("This activity has been deleted. Restore it first."))


ACTIVITIES = LockedRows(Activity, RELATED, gone=GONE, bars=_deleted)
DELETED_TOO = LockedRows(Activity, RELATED, gone=GONE, bars=_ticket_left)
