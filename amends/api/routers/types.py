"""Types of tickets and their workflows, for administrators' programs."""

from collections.abc import Callable
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from ninja import Router, Status
from pydantic import Field

from amends.api.lookups import UnknownCode, queue_for, ticket_type, unknown
from amends.api.routers import setup
from amends.api.routers.configured import Retirement
from amends.api.routers.setup import StatusOut, TypeOut
from amends.api.text import Given, may_be_left_out
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.configured.access import get_configured_for
from amends.configured.actions import restore_configured, retire_configured
from amends.tickets.actions.types import change_type, copy_type, make_type
from amends.tickets.actions.workflow import change_live
from amends.tickets.models import Status as StatusRow
from amends.tickets.models import TicketType
from amends.tickets.queries import all_statuses
from amends.tickets.workflows import editing
from amends.tickets.workflows.plans import Plan
from amends.tickets.workflows.ready import READY, ready_plan

router = Router(tags=["Set-up"], auth=MANAGE)

Names = dict[str, Annotated[str, Field(max_length=80)]]
Words = dict[str, Annotated[str, Field(max_length=500)]]
Code = Annotated[str, Field(max_length=80)]
Edit = Callable[[Plan], Plan]


class TypeFieldsIn(Given):
    """What a type is called, how it looks and how its tickets begin; what is not sent stays."""

    names: Names = may_be_left_out()
    prefix: Annotated[str, Field(max_length=4)] = may_be_left_out()
    digits: Annotated[int, Field(ge=3, le=8)] = may_be_left_out()
    yearly: bool = may_be_left_out()
    icon: Annotated[str, Field(max_length=40)] = may_be_left_out()
    colour: Annotated[str, Field(max_length=7)] = may_be_left_out()
    queue: Code | None = Field(None, description="Code of the queue in which its tickets begin; null for none")
    is_default: bool = may_be_left_out()
    oldest_order_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    reason_names: Words = may_be_left_out()


class NewTypeIn(TypeFieldsIn):
    names: Names
    prefix: Annotated[str, Field(max_length=4)]
    start: Annotated[str, Field(max_length=40)] = Field(
        "empty", description="Ready-made workflow to begin with: " + ", ".join(one.code for one in READY)
    )
    copy_of: Code | None = Field(None, description="Code of a type whose look and workflow are taken instead")


class NewStatusIn(Given):
    names: Names
    phase: Annotated[str, Field(max_length=40)] = Field(description="A phase of the type, as its statuses tell it")
    turn: Annotated[str, Field(max_length=10)] = Field("ours", description="ours, customer, third or closed")
    leads_to: Annotated[list[Code], Field(max_length=60)] = Field([], description="Codes of the statuses allowed next")
    comes_from: Annotated[list[Code], Field(max_length=60)] = Field([], description="Statuses that may lead here")


class StatusFieldsIn(Given):
    """What is not sent stays."""

    names: Names = may_be_left_out()
    phase: Annotated[str, Field(max_length=40)] = may_be_left_out()
    turn: Annotated[str, Field(max_length=10)] = may_be_left_out()
    colour: Annotated[str, Field(max_length=7)] = may_be_left_out()
    refusals: Words = may_be_left_out()
    leads_to: Annotated[list[Code], Field(max_length=60)] = may_be_left_out()
    is_first: bool = may_be_left_out()


@setup.router.post("/types", response={201: TypeOut}, auth=MANAGE, summary="Make a ticket type")  # beside its GET
def make_ticket_type(request: TokenRequest, data: NewTypeIn) -> Any:
    """With a ready-made workflow, or as a copy of another type. Administrators only."""
    _require_administrator(request)
    values = _values(request, data, leaving_out={"start", "copy_of"})
    if data.copy_of is not None:
        source = _type(data.copy_of, field="copy_of")
        made = copy_type(source, values, by=actor_of(request))
    else:
        made = make_type(values, plan=_ready(data.start), by=actor_of(request))
    return Status(201, TypeOut.of(get_configured_for(request.user, TicketType, made.code)))


@router.patch("/types/{code}", response=TypeOut, summary="Change a ticket type")
def change_ticket_type(request: TokenRequest, code: str, data: TypeFieldsIn) -> Any:
    _require_administrator(request)
    changed = change_type(ticket_type(code), _values(request, data), by=actor_of(request))
    return TypeOut.of(changed)


@router.put("/types/{code}/retirement", response=TypeOut, summary="Retire a ticket type")
def retire_ticket_type(request: TokenRequest, code: str) -> Any:
    """Its tickets stay and go on; no new ones can be made. Built-in types stay."""
    _require_administrator(request)
    return TypeOut.of(retire_configured(ticket_type(code), by=actor_of(request)))


@router.delete("/types/{code}/retirement", response=TypeOut, summary="Use a retired ticket type again")
def restore_ticket_type(request: TokenRequest, code: str) -> Any:
    _require_administrator(request)
    return TypeOut.of(restore_configured(ticket_type(code), by=actor_of(request)))


@router.post("/types/{code}/statuses", response={201: StatusOut}, summary="Add a status to a workflow")
def add_status(request: TokenRequest, code: str, data: NewStatusIn) -> Any:
    """It is live at once. Refused while somebody has a draft of the workflow. Administrators only."""
    _require_administrator(request)
    type = ticket_type(code)
    words: list[str] = []
    taken = [one.word for one in all_statuses() if one.type_id == type.pk]

    def add(plan: Plan) -> Plan:
        plan, word = editing.add_status(plan, phase=data.phase, names=data.names, turn=data.turn, taken=taken)
        words.append(word)
        plan = editing.set_ways(plan, word, _words(type, data.leads_to, "leads_to"))
        return editing.set_ways_in(plan, word, _words(type, data.comes_from, "comes_from"))

    change_live(type, add, by=actor_of(request))
    return Status(201, StatusOut.of(get_configured_for(request.user, StatusRow, f"{type.code}.{words[0]}")))


@router.patch("/statuses/{code}", response=StatusOut, summary="Change a status and where it leads")
def change_workflow_status(request: TokenRequest, code: str, data: StatusFieldsIn) -> Any:
    """It is live at once. Refused while somebody has a draft of the workflow. Administrators only."""
    _require_administrator(request)
    row = _status(code)
    given = data.model_dump(exclude_unset=True)

    def edit(plan: Plan) -> Plan:
        plain = {name: given[name] for name in ("names", "turn", "colour", "refusals") if name in given}
        plan = editing.edit_status(plan, row.word, **plain)
        if "phase" in given:
            last = len(plan.phase(given["phase"]).statuses) if plan.phase(given["phase"]) else 0  # type: ignore[union-attr]
            plan = editing.move_status(plan, row.word, phase=given["phase"], place=last)
        if "leads_to" in given:
            plan = editing.set_ways(plan, row.word, _words(row.type, given["leads_to"], "leads_to"))
        return editing.set_first(plan, row.word) if given.get("is_first") else plan

    change_live(row.type, edit, by=actor_of(request))
    return StatusOut.of(get_configured_for(request.user, StatusRow, row.code))


@router.put("/statuses/{code}/retirement", response=StatusOut, summary="Retire a status")
def retire_workflow_status(request: TokenRequest, code: str, data: Retirement) -> Any:
    """Its open tickets get the replacement, many of them in the background. Administrators only."""
    _require_administrator(request)
    row = _status(code)
    into = _words(row.type, [data.replacement] if data.replacement else [], "replacement")

    def retire(plan: Plan) -> Plan:
        return editing.retire_status(plan, row.word, replacement=into[0] if into else "")

    change_live(row.type, retire, by=actor_of(request))
    return StatusOut.of(get_configured_for(request.user, StatusRow, row.code))


def _require_administrator(request: TokenRequest) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied


def _values(request: TokenRequest, data: TypeFieldsIn, leaving_out: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    values = data.model_dump(exclude_unset=True, exclude=set(leaving_out))
    if "queue" in values:
        values["queue"] = queue_for(request.user, values["queue"])
    return values


def _type(code: str, *, field: str) -> TicketType:
    try:
        return ticket_type(code)
    except UnknownCode as unknown:
        unknown.field = field
        raise


def _ready(code: str) -> Plan:
    try:
        return ready_plan(code)
    except LookupError:
        raise unknown(code, "start") from None


def _status(code: str) -> StatusRow:
    row = next((one for one in all_statuses() if one.code == code and not one.is_retired), None)
    if row is None:
        raise UnknownCode(editing.GONE, field="status")
    return row


def _words(type: TicketType, codes: list[str], field: str) -> list[str]:
    """The statuses of this type by their word."""
    known = {one.code: one.word for one in all_statuses() if one.type_id == type.pk}
    if missing := [code for code in codes if code not in known]:
        raise unknown(missing[0], field)
    return [known[code] for code in codes]
