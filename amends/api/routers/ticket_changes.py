"""Changing a ticket: one address for each of its properties."""

from typing import Literal

from ninja import Router
from pydantic import Field

from amends.api import lookups
from amends.api.routers.tickets import TicketDetailOut
from amends.api.text import Code, Given, Id, Moment
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.tickets import actions
from amends.tickets.access import get_ticket_for
from amends.tickets.meanwhile import set_unless_changed
from amends.tickets.models import Priority
from amends.tickets.steps import ChangeStatus
from amends.vocabulary.changing import changeable

router = Router(tags=["Tickets"])


class StatusIn(Given):
    status: Code = Field(description="Code of the new status, one of the ticket's next_statuses")
    seen: Code | None = Field(None, description="The status you saw: when it is another meanwhile, nothing is changed")


class AgentIn(Given):
    agent: Id | None = Field(description="Id of a person; null for nobody")


class PriorityIn(Given):
    priority: Literal["low", "normal", "high", "urgent"]


class QueueIn(Given):
    queue: Code | None


class CategoryIn(Given):
    category: Code | None


class DeadlineIn(Given):
    due_at: Moment | None


@router.put("/{number}/status", response=TicketDetailOut, auth=WRITE, summary="Change the status")
def put_status(request: TokenRequest, number: str, change: StatusIn) -> TicketDetailOut:
    """Moves the ticket along the workflow of its type. 409 with the reason where the workflow does not lead."""
    ticket = get_ticket_for(request.user, number, to="edit")
    to = lookups.status(change.status)
    seen = lookups.status(change.seen, field="seen").code if change.seen else None
    field, deed = changeable("ticket", "status"), ChangeStatus(status=to.code)
    set_unless_changed(request.user, ticket.pk, field, deed, by=actor_of(request), seen=seen)
    ticket.refresh_from_db()
    return TicketDetailOut.of(ticket)


@router.put("/{number}/agent", response=TicketDetailOut, auth=WRITE, summary="Assign an agent")
def put_agent(request: TokenRequest, number: str, change: AgentIn) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    agent = lookups.person(change.agent, field="agent")
    return TicketDetailOut.of(actions.assign_agent(ticket, agent=agent, by=actor_of(request)))


@router.put("/{number}/priority", response=TicketDetailOut, auth=WRITE, summary="Change the priority")
def put_priority(request: TokenRequest, number: str, change: PriorityIn) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    return TicketDetailOut.of(actions.change_priority(ticket, to=Priority(change.priority), by=actor_of(request)))


@router.put("/{number}/queue", response=TicketDetailOut, auth=WRITE, summary="Change the queue")
def put_queue(request: TokenRequest, number: str, change: QueueIn) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    queue = lookups.queue_for(request.user, change.queue)
    return TicketDetailOut.of(actions.change_queue(ticket, to=queue, by=actor_of(request)))


@router.put("/{number}/category", response=TicketDetailOut, auth=WRITE, summary="Change the category")
def put_category(request: TokenRequest, number: str, change: CategoryIn) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    to = lookups.category(change.category)
    return TicketDetailOut.of(actions.change_category(ticket, to=to, by=actor_of(request)))


@router.put("/{number}/deadline", response=TicketDetailOut, auth=WRITE, summary="Set the deadline")
def put_deadline(request: TokenRequest, number: str, change: DeadlineIn) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    return TicketDetailOut.of(actions.set_deadline(ticket, due_at=change.due_at, by=actor_of(request)))


@router.put("/{number}/tags/{code}", response=TicketDetailOut, auth=WRITE, summary="Add a tag")
def put_tag(request: TokenRequest, number: str, code: str) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    return TicketDetailOut.of(actions.add_tag(ticket, tag=lookups.tag(code), by=actor_of(request)))


@router.delete("/{number}/tags/{code}", response=TicketDetailOut, auth=WRITE, summary="Remove a tag")
def delete_tag(request: TokenRequest, number: str, code: str) -> TicketDetailOut:
    ticket = get_ticket_for(request.user, number, to="edit")
    return TicketDetailOut.of(actions.remove_tag(ticket, tag=lookups.tag(code), by=actor_of(request)))
