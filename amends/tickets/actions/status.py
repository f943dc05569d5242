"""Move a ticket along the workflow of its type (R55, R74)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, By, authors
from amends.journal.events import EventKind
from amends.journal.recording import Told, record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import MovedOn, Refused
from amends.kit.translated import say
from amends.tickets.actions.sets import TICKETS, about
from amends.tickets.events import TicketClosed, TicketReopened, TicketStatusChanged, TicketStatusReplaced
from amends.tickets.models import Status, Ticket, Transition

OF_STATUS = TICKETS.without_joins("type", "status")


class TransitionRefused(Refused):
    """The workflow does not lead there from the present status."""

    code = "transition_refused"


def change_status(ticket: Ticket, *, to: Status, by: Actor) -> Ticket:
    """Give the ticket the status `to`, when the workflow of its type allows it from the present one.

    Asking for the status the ticket has changes nothing. Keeps `waiting_since` and `closed_at` true. Activities stay
    open when a ticket closes (Q22).
    """
    return TICKETS.one(ticket, lambda tickets: _change(tickets, to, by))


def change_status_of_many(ids: Iterable[int], *, to: Status, by: By) -> Outcomes:
    """change_status on each; tickets that the workflow refuses are told, the others go on."""
    return OF_STATUS.each(ids, lambda tickets: _change(tickets, to, by))


def replace_status_of_many(ids: Iterable[int], *, to: Status, by: By) -> Outcomes:
    """Give tickets another status because theirs is retired: the workflow is not asked, and rules don't hear of it.

    Tickets that have left the retired status meanwhile are let be.
    """
    return TICKETS.each(ids, lambda tickets: _replace(tickets, to, by))


def take_back_status(moves: Mapping[int, Any], *, by: By) -> Outcomes:
    """Undo changes of status: put each ticket back to where it was, with the times it had then.

    `moves` are the `former` of what change_status_of_many did, by ticket. The workflow is not asked: this takes a move
    back, it makes none. Tickets that are not as they were made any more are refused.
    """
    codes = [was[0] for was, _made in moves.values()]
    known = {status.code: status for status in Status.objects.filter(code__in=codes, retired_at=None)}
    return TICKETS.each(moves, lambda tickets: _take_back(tickets, moves, known, by))


def _change(tickets: Sequence[Ticket], to: Status, by: By) -> Outcomes:
    sources, now = _sources(to), timezone.now()
    outcomes: Outcomes = {}
    moving: dict[bool, list[Ticket]] = {True: [], False: []}  # with the turn passing, and without
    for ticket in tickets:
        if ticket.status_id == to.pk:
            outcomes[ticket.pk] = Outcome.skipped(_("The ticket has this status already."))
        elif refusal := _refusal(ticket, to, sources):
            outcomes[ticket.pk] = Outcome.refused(refusal)
        else:
            moving[ticket.status.turn != to.turn].append(ticket)
    facts = _told([*moving[True], *moving[False]], lambda ticket: to, by)
    for passes, part in moving.items():
        outcomes |= _move(part, _changes(to, now, passes=passes))
    record_many(facts)
    return outcomes


def _replace(tickets: Sequence[Ticket], to: Status, by: By) -> Outcomes:
    now, each = timezone.now(), authors(by)
    outcomes: Outcomes = {}
    moving: dict[bool, list[Ticket]] = {True: [], False: []}  # with the turn passing, and without
    for ticket in tickets:
        if ticket.type_id != to.type_id or not ticket.status.is_retired:
            outcomes[ticket.pk] = Outcome.skipped(_("The ticket has left the retired status."))
        else:
            moving[ticket.status.turn != to.turn].append(ticket)
    facts: list[Told] = [
        (_replaced(ticket.status, to), about(ticket), each.of(ticket.pk)) for ticket in [*moving[True], *moving[False]]
    ]
    for passes, part in moving.items():
        outcomes |= _move(part, _changes(to, now, passes=passes))
    record_many(facts)
    return outcomes


def _replaced(old: Status, new: Status) -> TicketStatusReplaced:
    return TicketStatusReplaced(old=old.code, new=new.code, old_names=old.names, new_names=new.names)


def _move(tickets: Sequence[Ticket], changes: Mapping[str, Any]) -> Outcomes:
    outcomes = {}
    for ticket in tickets:
        was = _situation(ticket)
        _set(ticket, changes)
        outcomes[ticket.pk] = Outcome.done([was, _situation(ticket)])
    if tickets:
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(**changes)
    return outcomes


def _take_back(tickets: Sequence[Ticket], moves: Mapping[int, Any], known: Mapping[str, Status], by: By) -> Outcomes:
    outcomes = {ticket.pk: Outcome.refused(MovedOn()) for ticket in tickets}
    going = [one for one in tickets if _situation(one) == moves[one.pk][1] and moves[one.pk][0][0] in known]
    facts = _told(going, lambda ticket: known[moves[ticket.pk][0][0]], by)
    now = timezone.now()
    for ticket in going:
        code, waiting_since, closed_at = moves[ticket.pk][0]
        changes = {"waiting_since": _moment(waiting_since), "closed_at": _moment(closed_at), "updated_at": now}
        _set(ticket, {"status": known[code], **changes})
        outcomes[ticket.pk] = Outcome.done()
    if going:
        _write_each(going)
        record_many(facts)
    return outcomes


PUT = """
UPDATE tickets_ticket AS ticket
SET status_id = put.status, waiting_since = put.waiting_since, closed_at = put.closed_at, updated_at = put.updated_at
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
    AS put(id, status, waiting_since, closed_at, updated_at)
WHERE ticket.id = put.id
"""


def _write_each(tickets: Sequence[Ticket]) -> None:
    """Each its own values, in one statement: a CASE for each row costs three times the rest of the work."""
    columns = ("pk", "status_id", "waiting_since", "closed_at", "updated_at")
    with connection.cursor() as cursor:
        cursor.execute(PUT, [[getattr(ticket, name) for ticket in tickets] for name in columns])


def _situation(ticket: Ticket) -> list[str | None]:
    """Where a ticket stands and since when, as JSON."""
    times = (ticket.waiting_since, ticket.closed_at)
    return [ticket.status.code, *(at.isoformat() if at else None for at in times)]


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _set(ticket: Ticket, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(ticket, name, value)


def _told(tickets: Sequence[Ticket], to: Callable[[Ticket], Status], by: By) -> list[Told]:
    """What the journal will tell of tickets that go from their present status to another, in the order of tickets."""
    each = authors(by)
    return [
        (fact, about(ticket), each.of(ticket.pk))
        for ticket in sorted(tickets, key=lambda ticket: ticket.pk)
        for fact in _facts(ticket, to(ticket))
    ]


def _refusal(ticket: Ticket, to: Status, sources: set[int]) -> TransitionRefused | None:
    try:
        _check_workflow(ticket, to, sources)
    except TransitionRefused as refusal:
        return refusal
    return None


def _sources(to: Status) -> set[int]:
    return set(Transition.objects.filter(target=to).values_list("source_id", flat=True))


def _check_workflow(ticket: Ticket, to: Status, sources: set[int]) -> None:
    if to.type_id != ticket.type_id:
        raise TransitionRefused(
            say(
                _("“%(status)s” of %(other)s was chosen; this ticket’s type is %(type)s. Choose one of this type."),
                status=to,
                other=to.type,
                type=ticket.type,
            ),
            field="status",
        )
    if to.is_retired:
        raise TransitionRefused(say(_("%(status)s is retired. Choose another status."), status=to), field="status")
    if ticket.status_id not in sources:
        raise TransitionRefused(lazy(refusal_of, str)(to, ticket.status), field="status")


def refusal_of(to: Status, present: Status) -> str:
    """Why one cannot go from `present` to `to`: the reason the workflow gives, else a plain sentence."""
    plain = _("%(to)s is not possible from %(present)s. Choose one of the statuses offered.")
    return to.refusal or plain % {"present": present, "to": to}


def _changes(to: Status, now: datetime, *, passes: bool) -> dict[str, Any]:
    """The columns that differ afterwards. `waiting_since` starts anew only when the turn passes to someone else."""
    changes: dict[str, Any] = {"status": to, "updated_at": now}
    if passes:
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
