"""The part that every fact about an activity tells, and the subjects it is about."""

from typing import Any

from amends.activities.models import Activity


def told(activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity.pk,
        "name": activity.name,
        "rule": activity.rule_id,
        "assignee": activity.assignee_id,
        "assignee_name": activity.assignee.name if activity.assignee else "",
    }


def subjects(activity: Activity) -> dict[str, Any]:
    return {"activity": activity.pk, "ticket": activity.ticket_id, "contact": activity.ticket.contact_id}
