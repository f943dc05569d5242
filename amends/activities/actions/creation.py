"""Make an activity on a ticket (R16, R17)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.facts import subjects, told
from amends.activities.events import ActivityCreated
from amends.activities.models import Activity, ActivityFile
from amends.files.models import File
from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit.deadlines import settle
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.people.models import User
from amends.people.queries import still_here
from amends.tickets.models import Ticket


class ActivityRefused(Refused):
    """What was given does not make an activity, or it is gone; `field` says which part."""

    code = "activity_refused"


def create_activity(
    ticket: Ticket,
    *,
    name: str,
    by: Actor,
    description: str = "",
    due_at: datetime | None = None,
    all_day: bool = True,
    assignee: User | None = None,
    files: Iterable[File] = (),
    at: datetime | None = None,
) -> Activity:
    """A new open activity. Only the name is required (Q13); the ticket may be closed (R34).

    An all-day deadline is stored as the end of its day (Q15). What a rule makes keeps the rule's number and name
    (Q20). `at` is for imports and the demo world.
    """
    name = name.strip()
    check_name(name)
    now = at or timezone.now()
    with transaction.atomic():
        check_assignee(assignee)
        activity = Activity.objects.create(
            ticket=ticket,
            name=name,
            description=description,
            due_at=settle(due_at, all_day=all_day),
            all_day=all_day,
            assignee=assignee,
            rule_id=by.id if by.kind == ActorKind.RULE else None,
            rule_name=by.label if by.kind == ActorKind.RULE else "",
            created_by_label=by.label,
            created_at=now,
            updated_at=now,
        )
        ActivityFile.objects.bulk_create([ActivityFile(activity=activity, file=file) for file in files])
        record(ActivityCreated(**told(activity), due_at=activity.due_at, all_day=all_day), by=by, **subjects(activity))
    return activity


def check_name(name: str) -> None:
    if not name:
        raise ActivityRefused(_("Give the activity a name: it says what is to be done."), field="name")


def check_assignee(assignee: User | None) -> None:
    """ActivityRefused when the person has left. Call it in the transaction, under the activities' locks."""
    if assignee is not None and not still_here(assignee):
        raise ActivityRefused(
            say(_("%(name)s no longer works here. Choose somebody else."), name=assignee.name), field="assignee"
        )
