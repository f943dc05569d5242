"""Workflows are changed on a draft and put live at once (R52, R55)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.configured.actions import (
    change_configured,
    make_configured,
    restore_configured,
    retire_configured,
)
from amends.configured.refusals import SettingRefused
from amends.executions.actions import begin_execution
from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.tickets import steps
from amends.tickets.events import WorkflowDiscarded, WorkflowDrafted, WorkflowPutLive
from amends.tickets.models import Phase, Status, Ticket, TicketType, Transition, WorkflowDraft, WorkflowVersion
from amends.tickets.workflows.judging import check_plan
from amends.tickets.workflows.plans import Plan, StatusPlan, plan_of


class DraftMovedOn(Refused):
    """Somebody else has changed the draft, or put another one live, since it was looked at."""

    code = "draft_moved_on"


@transaction.atomic
def change_draft(type: TicketType, edit: Callable[[Plan], Plan], *, seen: int, by: Actor) -> WorkflowDraft:
    """Do `edit` to the draft, which begins as what is live. `seen` is the version its editor looked at, 0 for none.

    Raises DraftMovedOn when it has another version by now, and what `edit` refuses.
    """
    type = _locked(type)
    draft = _draft(type, seen, by)
    plan = edit(Plan.model_validate(draft.body)).tidied()
    if plan == Plan.model_validate(draft.body):
        return draft
    draft.body, draft.version = plan.model_dump(mode="json"), draft.version + 1
    draft.changed_by_id = _person(by)
    draft.save()
    record(WorkflowDrafted(type=type.code, names=type.names, version=draft.version), by=by, ticket_type=type)
    return draft


@transaction.atomic
def discard_draft(type: TicketType, *, seen: int, by: Actor) -> None:
    """What is live stays as it is. Raises DraftMovedOn."""
    type = _locked(type)
    if WorkflowDraft.objects.filter(type=type).exists():
        _draft(type, seen, by).delete()
        record(WorkflowDiscarded(type=type.code, names=type.names), by=by, ticket_type=type)


@transaction.atomic
def put_live(type: TicketType, *, seen: int, by: Actor) -> WorkflowVersion | None:
    """Tickets follow the draft from now on; None when it was no other than what they follow already.

    Open tickets of retired statuses move to what takes their place, many of them in the background. Raises
    DraftMovedOn, and SettingRefused for a workflow that cannot be.
    """
    type = _locked(type)
    draft = _draft(type, seen, by)
    if draft.base != _number(type):
        raise DraftMovedOn(_("Meanwhile another version was put live. Discard the draft and begin from that one."))
    plan, live = Plan.model_validate(draft.body), plan_of(type)
    _check(type, plan)
    draft.delete()
    if plan == live:
        return None
    _apply(type, live, plan, by)
    version = _keep(type, live, by)
    record(WorkflowPutLive(type=type.code, names=type.names, number=version.number), by=by, ticket_type=type)
    return version


@transaction.atomic
def change_live(type: TicketType, edit: Callable[[Plan], Plan], *, by: Actor) -> WorkflowVersion | None:
    """Do `edit` to what is live, at once. Refused while somebody has a draft: theirs could not be put live any more."""
    type = _locked(type)
    if WorkflowDraft.objects.filter(type=type).exists():
        raise DraftMovedOn(_("Somebody has a draft of this workflow. Put it live or discard it first."))
    draft = change_draft(type, edit, seen=0, by=by)
    return put_live(type, seen=draft.version, by=by)


@transaction.atomic
def move_stragglers(*, by: Actor) -> int:
    """Open tickets that came to a status while it was being retired go where the others went; how many statuses."""
    left = Status.objects.filter(retired_at__isnull=False, replaced_by__isnull=False, replaced_by__retired_at=None)
    found = [one for one in left.select_related("replaced_by") if _in_it(one).exists()]
    for one in found:
        if one.replaced_by:
            move_tickets(one, one.replaced_by, by=by)
    return len(found)


def move_tickets(old: Status, new: Status, *, by: Actor) -> None:
    """Open tickets of a retired status get another one: few at once, more in the background."""
    step = steps.ReplaceStatus(status=new.code)
    begin_execution([step], _in_it(old), subject="ticket", author=None, by=by)


def _in_it(status: Status) -> Any:
    return Ticket.objects.open().filter(status=status)


def _locked(type: TicketType) -> TicketType:
    return TicketType.objects.select_for_update().get(pk=type.pk)


def _person(by: Actor) -> int | None:
    return by.id if by.kind == ActorKind.PERSON else None


def _number(type: TicketType) -> int:
    found = WorkflowVersion.objects.filter(type=type).first()
    return found.number if found else 0


def _draft(type: TicketType, seen: int, by: Actor) -> WorkflowDraft:
    """The draft, when it is as its editor saw it."""
    draft = WorkflowDraft.objects.select_related("changed_by").filter(type=type).first()
    if draft is None:
        if seen:
            raise DraftMovedOn(_("Meanwhile the draft was put live or discarded. Look at what is live now."))
        return WorkflowDraft(type=type, body=plan_of(type).model_dump(mode="json"), base=_number(type))
    if draft.version != seen:
        who = {"name": draft.changed_by or _("somebody else")}
        raise DraftMovedOn(_("Meanwhile %(name)s has changed this draft. Look at it and do yours again.") % who)
    return draft


def _check(type: TicketType, plan: Plan) -> None:
    check_plan(plan)
    homeless = {f"{type.code}.{one.word}": one for one in plan.statuses if one.retires and not one.replacement}
    for status in Status.objects.filter(type=type, code__in=homeless):
        if _in_it(status).exists():
            words = {"status": homeless[status.code].name}
            raise SettingRefused(_("%(status)s has open tickets. Choose where they go.") % words, field="replacement")


def _apply(type: TicketType, live: Plan, plan: Plan, by: Actor) -> None:
    phases = _put_phases(type, plan, by)
    statuses = _put_statuses(type, plan, phases, by)
    _put_ways(type, plan, statuses)
    type.initial_status = statuses[plan.first]
    type.save(update_fields=["initial_status"])
    for one in plan.statuses:
        if one.retires and live.status(one.word):
            _retire(statuses[one.word], statuses.get(one.replacement), by)
    gone = [one.word for one in live.phases if plan.phase(one.word) is None]
    for phase in Phase.objects.filter(type=type, code__in=[f"{type.code}.{word}" for word in gone]):
        retire_configured(phase, by=by)


def _retire(status: Status, replacement: Status | None, by: Actor) -> None:
    status.replaced_by = replacement
    status.save(update_fields=["replaced_by"])
    retire_configured(status, replacement=replacement, by=by)


def _put_phases(type: TicketType, plan: Plan, by: Actor) -> dict[str, Phase]:
    known = {one.word: one for one in type.phases.all()}
    put = {}
    for place, one in enumerate(plan.phases):
        put[one.word] = _put(Phase, known.get(one.word), one.word, {"names": one.names}, type, by)
        _place(put[one.word], place)
    return put


def _put_statuses(type: TicketType, plan: Plan, phases: dict[str, Phase], by: Actor) -> dict[str, Status]:
    known = {one.word: one for one in type.statuses.all()}
    put = {}
    for place, one in enumerate(plan.statuses):
        if one.retires and one.word not in known:
            continue
        values = _values(one, phases[plan.phase_of(one.word).word])
        put[one.word] = _put(Status, known.get(one.word), one.word, values, type, by)
        _place(put[one.word], place)
    return put


def _values(one: StatusPlan, phase: Phase) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in ("names", "turn", "colour", "refusals", "returns")}
    return {**values, "phase": phase}


def _put(model: Any, row: Any, word: str, values: dict[str, Any], type: TicketType, by: Actor) -> Any:
    """Made, changed or taken back into use; that the names differ was seen for the plan as a whole."""
    if row is None:
        return make_configured(model, values, code=f"{type.code}.{word}", belongs={"type": type}, by=by, together=True)
    if row.is_retired and model is Status:
        row.replaced_by = None
        row.save(update_fields=["replaced_by"])
    row = change_configured(row, values, by=by, together=True)
    return restore_configured(row, by=by, together=True)


def _place(row: Any, place: int) -> None:
    if row.position != place:
        row.position = place
        row.save(update_fields=["position"])


def _put_ways(type: TicketType, plan: Plan, statuses: dict[str, Status]) -> None:
    """None leads to a status that goes; those that lead out of it stay, for tickets that keep it."""
    staying = {one.word for one in plan.staying}
    wanted = {
        (statuses[one.word].pk, statuses[target].pk)
        for one in plan.statuses
        if one.word in statuses
        for target in one.leads_to
        if target in staying
    }
    stay = {statuses[word].pk for word in staying}
    planned = {one.pk for one in statuses.values()}
    present = {(way.source_id, way.target_id): way.pk for way in Transition.objects.filter(type=type)}
    gone = [
        pk
        for (source, target), pk in present.items()
        if target not in stay or (source in planned and (source, target) not in wanted)
    ]
    Transition.objects.filter(pk__in=gone).delete()
    Transition.objects.bulk_create(
        Transition(type=type, source_id=source, target_id=target) for source, target in sorted(wanted - present.keys())
    )


def _keep(type: TicketType, before: Plan, by: Actor) -> WorkflowVersion:
    """The version that is live now; the first time also what was there before."""
    number = _number(type)
    if not number and before.statuses:
        number = 1
        WorkflowVersion.objects.create(type=type, number=number, body=before.model_dump(mode="json"))
    return WorkflowVersion.objects.create(
        type=type,
        number=number + 1,
        body=plan_of(type).model_dump(mode="json"),
        live_since=timezone.now(),
        author_id=_person(by),
    )
