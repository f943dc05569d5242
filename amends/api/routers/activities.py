"""Activities: the to-dos of tickets."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, Field

from amends.activities import actions
from amends.activities.access import get_activity_for, ticket_of, visible_activities, where_ticket_seen
from amends.activities.models import Activity
from amends.api import lookups
from amends.api.conditions import Filter, SearchIn, filtered
from amends.api.paging import After, Before, Page, Size, page_of
from amends.api.routers.setup import PersonOut
from amends.api.routers.tickets import FileRef
from amends.api.setting import ActivityFieldsIn, set_fields
from amends.api.text import Given, Id, Line, Moment, Prose
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.people.models import User
from amends.tickets.access import get_ticket_for

router = Router(tags=["Activities"])
of_ticket = Router(tags=["Activities"])

BY_DEADLINE = ("due_at", "id")


class ActivityOut(BaseModel):
    """A to-do on a ticket."""

    id: int
    ticket: str | None = Field(
        description="Number of its ticket; null for the assignee of an activity on a ticket they may not see"
    )
    name: str
    description: str
    status: str = Field(description="open or closed")
    due_at: datetime | None
    all_day: bool = Field(description="The deadline is that whole day, not the moment")
    is_late: bool
    assignee: PersonOut | None
    completed_at: datetime | None
    completed_by: PersonOut | None
    rule: str | None = Field(description="Name of the rule that made it")
    files: list[FileRef]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def seen_by(cls, user: User, activity: Activity) -> "ActivityOut":
        ticket = ticket_of(user, activity)
        return cls.of(activity, ticket.number if ticket else None)

    @classmethod
    def of_row(cls, activity: Any) -> "ActivityOut":
        """One of `_rows`."""
        return cls.of(activity, activity.seen_number)

    @classmethod
    def of(cls, activity: Activity, ticket: str | None) -> "ActivityOut":
        return cls(
            id=activity.pk,
            ticket=ticket,
            name=activity.name,
            description=activity.description,
            status=activity.status,
            due_at=activity.due_at,
            all_day=activity.all_day,
            is_late=activity.is_late,
            assignee=PersonOut.of(activity.assignee) if activity.assignee else None,
            completed_at=activity.completed_at,
            completed_by=PersonOut.of(activity.completed_by) if activity.completed_by else None,
            rule=activity.rule_name or None,
            files=[FileRef.of(row.file) for row in activity.activity_files.all()],
            created_at=activity.created_at,
            updated_at=activity.updated_at,
        )


class ActivityIn(Given):
    name: Annotated[Line, Field(min_length=1)]
    description: Prose = ""
    due_at: Moment | None = None
    all_day: bool = Field(True, description="Take only the day of `due_at`; the deadline is the end of that day")
    assignee: Id | None = Field(None, description="Id of a person; null for nobody")
    files: Annotated[list[UUID], Field(max_length=50)] = []


def _rows(request: TokenRequest) -> QuerySet[Activity]:
    activities: QuerySet[Activity] = visible_activities(request.user).for_display()
    seen = where_ticket_seen(request.user, F("ticket__number"))
    return activities.annotate(seen_number=seen).prefetch_related("activity_files__file")


@router.get("", response=Page[ActivityOut], summary="List activities")
def list_activities(
    request: TokenRequest, filter: Filter = "", after: After = "", before: Before = "", size: Size = 50
) -> Page[ActivityOut]:
    """Activities that the token's person may see, by deadline, those without one last."""
    rows = filtered(_rows(request), "activity", filter, request.user)
    return page_of(rows, ActivityOut.of_row, order=BY_DEADLINE, after=after, before=before, size=size)


@router.post("/search", response=Page[ActivityOut], summary="List activities by conditions")
def search_activities(request: TokenRequest, search: SearchIn) -> Page[ActivityOut]:
    """As listing, with the conditions in the body instead of the address."""
    rows = filtered(_rows(request), "activity", search.filter, request.user)
    return page_of(
        rows, ActivityOut.of_row, order=BY_DEADLINE, after=search.after, before=search.before, size=search.size
    )


@router.get("/{int:activity_id}", response=ActivityOut, summary="One activity")
def get_activity(request: TokenRequest, activity_id: Id) -> ActivityOut:
    return ActivityOut.seen_by(request.user, get_activity_for(request.user, activity_id))


@router.patch("/{int:activity_id}", response=ActivityOut, auth=WRITE, summary="Edit an activity")
@transaction.atomic
def patch_activity(request: TokenRequest, activity_id: Id, change: ActivityFieldsIn) -> ActivityOut:
    """All of them or, when one is refused, none."""
    activity, by = get_activity_for(request.user, activity_id, to="edit"), actor_of(request)
    set_fields(request.user, "activity", activity.pk, change.values, by=by)
    return ActivityOut.seen_by(request.user, actions.edit_activity(activity, by=by, **change.deadline))


@router.delete("/{int:activity_id}", response={204: None}, auth=WRITE, summary="Delete an activity")
def delete_activity(request: TokenRequest, activity_id: Id) -> Status[None]:
    """It can be restored."""
    activity = get_activity_for(request.user, activity_id, to="edit")
    actions.delete_activity(activity, by=actor_of(request))
    return Status(204, None)


@router.post("/{int:activity_id}/restoration", response=ActivityOut, auth=WRITE, summary="Restore a deleted activity")
def post_restoration(request: TokenRequest, activity_id: Id) -> ActivityOut:
    activity = get_activity_for(request.user, activity_id, to="edit", deleted=True)
    return ActivityOut.seen_by(request.user, actions.restore_activity(activity, by=actor_of(request)))


@router.put("/{int:activity_id}/completion", response=ActivityOut, auth=WRITE, summary="Complete an activity")
def put_completion(request: TokenRequest, activity_id: Id) -> ActivityOut:
    """Completing a completed one changes nothing."""
    activity = get_activity_for(request.user, activity_id, to="edit")
    return ActivityOut.seen_by(request.user, actions.complete_activity(activity, by=actor_of(request)))


@router.delete("/{int:activity_id}/completion", response=ActivityOut, auth=WRITE, summary="Reopen an activity")
def delete_completion(request: TokenRequest, activity_id: Id) -> ActivityOut:
    activity = get_activity_for(request.user, activity_id, to="edit")
    return ActivityOut.seen_by(request.user, actions.reopen_activity(activity, by=actor_of(request)))


@of_ticket.get("/{number}/activities", response=list[ActivityOut], summary="Activities of a ticket")
def list_of_ticket(request: TokenRequest, number: str) -> list[ActivityOut]:
    """All of them, open and closed, by deadline."""
    ticket = get_ticket_for(request.user, number)
    return [ActivityOut.of_row(activity) for activity in _rows(request).filter(ticket=ticket)]


@of_ticket.post("/{number}/activities", response={201: ActivityOut}, auth=WRITE, summary="Create an activity")
def create_activity(
    request: TokenRequest, response: HttpResponse, number: str, activity: ActivityIn
) -> Status[ActivityOut]:
    made = actions.create_activity(
        get_ticket_for(request.user, number, to="edit"),
        by=actor_of(request),
        name=activity.name,
        description=activity.description,
        due_at=activity.due_at,
        all_day=activity.all_day,
        assignee=lookups.person(activity.assignee, field="assignee"),
        files=lookups.files_for(request.user, activity.files),
    )
    response["Location"] = f"/api/v1/activities/{made.pk}"
    return Status(201, ActivityOut.seen_by(request.user, made))
