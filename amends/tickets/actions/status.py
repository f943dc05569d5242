"""Move a ticket along the workflow of its type (R55, R74)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.events import EventKind
from amends.journal.recording import record, record_many
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.tickets.actions.bulk import BulkResult, chunks, locked
from amends.tickets.events import TicketClosed, TicketReopened, TicketStatusChanged
from amends.tickets.models import Status, Ticket, Transition


class TransitionRefused(Refused):
    """The workflow does not lead there from the present status, or the status is no longer what the asker saw."""

    code = "transition_refused"


def change_status(ticket: Ticket, *, to: Status, by: Actor, seen: Status | None = None) -> Ticket:
    """Give the ticket the status `to`, when the workflow of its type allows it from the present one.

    `seen` is the status the asker looked at; when the ticket has moved on meanwhile, the change is refused. Asking
    for the status the ticket has changes nothing. Keeps `waiting_since` and `closed_at` true. Activities stay open
    when a ticket closes (Q22).
    """
    with transaction.atomic():
        ticket.lock()
        if ticket.status_id == to.pk:
            return ticket
        _check_seen(ticket, seen)
        _check_workflow(ticket, to, _sources(to))
        facts = _facts(ticket, to)
        changes = _changes(ticket.status, to, timezone.now())
        for name, value in changes.items():
            setattr(ticket, name, value)
        ticket.save(update_fields=list(changes))
        for fact in facts:
            record(fact, by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket


def change_status_of_many(ticket_ids: Iterable[int], *, to: Status, by: Actor) -> BulkResult:
    """As change_status on each; tickets that the workflow refuses are told in the result, the others go on."""
    result, sources = BulkResult(), _sources(to)
    for ids in chunks(ticket_ids):
        with locked(ids) as tickets:
            moving = _sort_out(tickets, to, sources, result)
            now = timezone.now()
            for passes in (True, False):  # at most two statements: with the turn passing and without
                part = [ticket for ticket in moving if (ticket.status.turn != to.turn) is passes]
                if part:
                    changes = _changes(part[0].status, to, now)
                    Ticket.objects.filter(pk__in=[ticket.pk for ticket in part]).update(**changes)
            record_many(
                [
                    (fact, {"ticket": ticket.pk, "contact": ticket.contact_id})
                    for ticket in moving
                    for fact in _facts(ticket, to)
                ],
                by=by,
            )
            result.changed += len(moving)
    return result


def _sort_out(tickets: list[Ticket], to: Status, sources: set[int], result: BulkResult) -> list[Ticket]:
    moving = []
    for ticket in tickets:
        if ticket.status_id == to.pk:
            result.unchanged += 1
            continue
        try:
            _check_workflow(ticket, to, sources)
        except TransitionRefused as refusal:
            result.refuse(ticket, refusal)
        else:
            moving.append(ticket)
    return moving


def _sources(to: Status) -> set[int]:
    return set(Transition.objects.filter(target=to).values_list("source_id", flat=True))


def _check_seen(ticket: Ticket, seen: Status | None) -> None:
    if seen is not None and seen.pk != ticket.status_id:
        raise TransitionRefused(
            say(
                _("Meanwhile the status became %(status)s. Look at what happened and choose again."),
                status=ticket.status,
            ),
            field="status",
        )


def _check_workflow(ticket: Ticket, to: Status, sources: set[int]) -> None:
    if to.type_id != ticket.type_id:
        raise TransitionRefused(
            say(
                _("%(status)s is a status of another type than %(type)s. Choose a status of this type."),
                status=to,
                type=ticket.type,
            ),
            field="status",
        )
    if ticket.status_id not in sources:
        raise TransitionRefused(lazy(refusal_of, str)(to, ticket.status), field="status")


def refusal_of(to: Status, present: Status) -> str:
    """Why one cannot go from `present` to `to`: the reason the workflow gives, else a plain sentence."""
    plain = _("%(present)s does not lead to %(to)s. Choose one of the statuses offered.")
    return to.refusal or plain % {"present": present, "to": to}


def _changes(present: Status, to: Status, now: datetime) -> dict[str, Any]:
    """The columns that differ afterwards. `waiting_since` starts anew only when the turn passes to someone else."""
    changes: dict[str, Any] = {"status": to, "updated_at": now}
    if present.turn != to.turn:
        changes["waiting_since"] = None if to.is_closed else now
        changes["closed_at"] = now if to.is_closed else None
    return changes


def _facts(ticket: Ticket, to: Status) -> list[EventKind]:
    old = ticket.status
    facts: list[EventKind] = [
        TicketStatusChanged(
            old=old.code,
            new=to.code,
            old_names=old.names,
            new_names=to.names,
            old_turn=old.turn,
            new_turn=to.turn,
        )
    ]
    if to.is_closed and not old.is_closed:
        facts.append(TicketClosed(status=to.code))
    if old.is_closed and not to.is_closed:
        facts.append(TicketReopened(status=to.code))
    return facts
