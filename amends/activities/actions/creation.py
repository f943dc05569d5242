"""Make activities on tickets (R16, R17, R19)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.sets import ActivityRefused
from amends.activities.events import ActivityCreated
from amends.activities.models import Activity, ActivityFile
from amends.files.models import File
from amends.journal.actors import Actor, ActorKind, By, authors
from amends.journal.recording import record_many
from amends.kit.deadlines import settle
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.translated import say
from amends.people.models import User
from amends.people.queries import those_still_here
from amends.tickets.actions.sets import BARE_TICKETS, lock_here
from amends.tickets.models import Ticket


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
    key: UUID | None = None,
    at: datetime | None = None,
) -> Activity:
    """A new open activity. Only the name is required (Q13); the ticket may be closed (R34).

    An all-day deadline is stored as the end of its day (Q15). What a rule makes keeps the rule's number and name
    (Q20). `key` names the submission: the same name with the same key again answers the activity it made, however the
    two race. `at` is for imports and the demo world.
    """
    text: dict[str, Any] = {"name": checked(name), "description": description}
    text |= {"due_at": settle(due_at, all_day=all_day), "all_day": all_day}
    with transaction.atomic():
        lock_here(ticket.pk)  # before the person: who deactivates them locks in this order, too
        if key is not None and (made := _made_by(ticket, key, text["name"])):
            return made
        if assignee is not None and not those_still_here([assignee.pk]):
            raise left(assignee)
        activity = _draft(ticket, by, text | {"request_key": key}, assignee, at or timezone.now())
        _save([(activity, by)])
        ActivityFile.objects.bulk_create([ActivityFile(activity=activity, file=file) for file in files])
    return activity


def _made_by(ticket: Ticket, key: UUID, name: str) -> Activity | None:
    """What this submission made. Who went back and wrote something else means another one."""
    made: Activity | None = Activity.objects.kept().filter(ticket=ticket, request_key=key, name=name).first()
    return made


def create_activity_on_many(
    ids: Iterable[int],
    *,
    name: str,
    by: By,
    description: str = "",
    due_at: datetime | None = None,
    all_day: bool = True,
    assignee: Callable[[Ticket], int | None] = lambda ticket: None,
) -> Outcomes:
    """create_activity on each of these tickets; `former` of an outcome is the activity's number.

    `assignee` says for each ticket who should do it. Who has left is not given work: nobody is, as a deadline must
    not be lost with a person (Q18).
    """
    text: dict[str, Any] = {"name": checked(name), "description": description}
    text |= {"due_at": settle(due_at, all_day=all_day), "all_day": all_day}
    return BARE_TICKETS.each(ids, lambda tickets: _create(tickets, text, assignee, by))


def _create(
    tickets: Sequence[Ticket], text: Mapping[str, Any], assignee: Callable[[Ticket], int | None], by: By
) -> Outcomes:
    wanted = {ticket.pk: assignee(ticket) for ticket in tickets}
    asked = {person for person in wanted.values() if person}
    here = those_still_here(asked) if asked else {}
    each, now, drafts = authors(by), timezone.now(), []
    for ticket in tickets:
        author, person = each.of(ticket.pk), here.get(wanted[ticket.pk] or 0)
        drafts.append((_draft(ticket, author, text, person, now), author))
    _save(drafts)
    return {activity.ticket_id: Outcome.done(activity.pk) for activity, _author in drafts}


def _draft(ticket: Ticket, by: Actor, text: Mapping[str, Any], assignee: User | None, now: datetime) -> Activity:
    is_rule = by.kind == ActorKind.RULE
    return Activity(
        ticket=ticket,
        assignee=assignee,
        rule_id=by.id if is_rule else None,
        rule_name=by.label if is_rule else "",
        created_by_label=by.label,
        created_at=now,
        updated_at=now,
        **text,
    )


def _save(drafts: Sequence[tuple[Activity, Actor]]) -> None:
    Activity.objects.bulk_create([activity for activity, _by in drafts])
    record_many(
        [
            (ActivityCreated(**told(one), due_at=one.due_at, all_day=one.all_day), subjects(one), by)
            for one, by in drafts
        ]
    )


def checked(name: str) -> str:
    """The name without blanks around it; ActivityRefused when nothing is left, or too much."""
    name = name.strip()
    longest: int = getattr(Activity._meta.get_field("name"), "max_length", 0)
    if not name:
        raise ActivityRefused(_("Write what should be done."), field="name")
    if len(name) > longest:
        raise ActivityRefused(say(_("This is too long: at most %(most)d characters."), most=longest), field="name")
    return name


def left(assignee: User) -> ActivityRefused:
    """Why a person can't be given an activity: they have left."""
    return ActivityRefused(
        say(_("%(name)s no longer works here. Choose somebody else."), name=assignee.name), field="assignee"
    )
