"""Deleting tickets and restoring them: administrators, with the scope manage."""

from datetime import datetime
from typing import Annotated

from django.core.exceptions import PermissionDenied
from ninja import Router, Status
from pydantic import BaseModel, Field

from amends.api.paging import After, Before, Page, Size, page_of
from amends.api.routers.tickets import TicketDetailOut
from amends.api.routers.tickets import router as of_ticket
from amends.api.text import Given
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.tickets import actions
from amends.tickets.access import deleted_tickets, get_deleted_ticket_for, get_ticket_for, may_delete_tickets
from amends.tickets.actions.deletion import LONGEST_REASON
from amends.tickets.models import Ticket

router = Router(tags=["Tickets"])


class DeletionIn(Given):
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = Field(description="Why it is deleted, for the history")


class DeletedOut(BaseModel):
    """A ticket that can still be restored."""

    number: str
    title: str
    customer: str
    deleted_at: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> "DeletedOut":
        assert ticket.left_at is not None
        return cls(number=ticket.number, title=ticket.title, customer=ticket.customer, deleted_at=ticket.left_at)


def _check(request: TokenRequest) -> None:
    if not may_delete_tickets(request.user):
        raise PermissionDenied


@router.get("/deleted-tickets", response=Page[DeletedOut], summary="List deleted tickets")
def list_deleted_tickets(
    request: TokenRequest, after: After = "", before: Before = "", size: Size = 50
) -> Page[DeletedOut]:
    """Those that can be restored, the last deleted first."""
    _check(request)
    rows = deleted_tickets(request.user)
    return page_of(rows, DeletedOut.of, order=("-left_at", "-id"), after=after, before=before, size=size)


@of_ticket.delete("/{number}", response={204: None}, auth=MANAGE, summary="Delete a ticket")
def delete_ticket(request: TokenRequest, number: str, given: DeletionIn) -> Status[None]:
    """With a reason. For 30 days it can be restored, then it is removed for good with its activities and files."""
    ticket = get_ticket_for(request.user, number, to="edit")
    _check(request)
    actions.delete_ticket(ticket, reason=given.reason, by=actor_of(request))
    return Status(204, None)


@router.post("/tickets/{number}/restoration", response=TicketDetailOut, auth=MANAGE, summary="Restore a deleted ticket")
def restore_ticket(request: TokenRequest, number: str) -> TicketDetailOut:
    """Rules are not set off by it."""
    _check(request)
    ticket = actions.restore_ticket(get_deleted_ticket_for(request.user, number), by=actor_of(request))
    return TicketDetailOut.of(get_ticket_for(request.user, ticket.number))
