"""Activities go and come with their ticket (Q22)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from amends.activities.actions.facts import subjects, told
from amends.activities.events import ActivityDeleted, ActivityFact, ActivityMoved, ActivityRestored
from amends.activities.models import Activity, ActivityFile, ActivityQuerySet
from amends.journal.actors import Actor
from amends.journal.recording import record_many
from amends.kit.sets import lock_ids
from amends.tickets.hanging import Hanging, register_hanging
from amends.tickets.models import Ticket


class Activities(Hanging):
    code = "activity"

    def count(self, ticket: Ticket) -> int:
        return int(Activity.objects.kept().filter(ticket=ticket).count())

    def leave(self, ticket: Ticket, at: datetime, *, by: Actor) -> None:
        going = _locked(ticket).kept()
        rows = _with_ticket(going)
        going.filter(pk__in=[one.pk for one in rows]).update(deleted_at=at, updated_at=at)
        _tell(rows, ActivityDeleted, by)

    def come_back(self, ticket: Ticket, at: datetime, *, by: Actor) -> None:
        rows = _with_ticket(_locked(ticket).filter(deleted_at=at))
        Activity.objects.filter(pk__in=[one.pk for one in rows]).update(deleted_at=None, updated_at=timezone.now())
        _tell(rows, ActivityRestored, by)

    def move(self, ticket: Ticket, to: Ticket, ids: Collection[int] | None = None, *, by: Actor) -> list[int]:
        found = _locked(ticket)
        moving = found if ids is None else found.filter(pk__in=ids)
        numbers = list(moving.values_list("pk", flat=True))
        Activity.objects.filter(pk__in=numbers).update(ticket=to, updated_at=timezone.now())
        _tell(_with_ticket(Activity.objects.kept().filter(pk__in=numbers)), ActivityMoved, by)
        return numbers

    def files_of(self, ticket_ids: Collection[int]) -> set[UUID]:
        found = ActivityFile.objects.filter(activity__ticket__in=list(ticket_ids))
        return set(found.values_list("file_id", flat=True))


def _locked(ticket: Ticket) -> ActivityQuerySet:
    """All of the ticket, deleted ones too: whoever is restoring one waits, or is waited for."""
    rows: ActivityQuerySet = Activity.objects.filter(ticket=ticket).order_by("pk")
    lock_ids(Activity, rows.values_list("pk", flat=True))
    return rows


def _with_ticket(rows: ActivityQuerySet) -> list[Activity]:
    return list(rows.select_related("ticket", "assignee"))


def _tell(rows: Sequence[Activity], kind: type[ActivityFact], by: Actor) -> None:
    record_many([(kind(**told(one)), subjects(one), by) for one in rows])


register_hanging(Activities())
