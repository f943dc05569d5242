"""Tickets that have to do with each other."""

from ninja import Router
from pydantic import BaseModel, Field

from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.people.models import User
from amends.tickets import actions
from amends.tickets.access import get_ticket_for
from amends.tickets.models import Ticket
from amends.tickets.queries import OtherTicket, linked_tickets

router = Router(tags=["Tickets"])


class LinkedOut(BaseModel):
    """A ticket that is linked with the one asked for."""

    number: str
    title: str
    status: str
    status_name: str = Field(description="In the language of the request")

    @classmethod
    def of(cls, other: OtherTicket) -> "LinkedOut":
        return cls(number=other.number, title=other.title, status=other.status.code, status_name=other.status.name)


def _told(user: User, ticket: Ticket) -> list[LinkedOut]:
    return [LinkedOut.of(one) for one in linked_tickets(user, ticket)]


@router.get("/{number}/links", response=list[LinkedOut], summary="Tickets linked with a ticket")
def list_links(request: TokenRequest, number: str) -> list[LinkedOut]:
    """Those that the token's person may see. A link has no direction: it is told of by both."""
    return _told(request.user, get_ticket_for(request.user, number))


@router.put("/{number}/links/{other}", response=list[LinkedOut], auth=WRITE, summary="Link two tickets")
def put_link(request: TokenRequest, number: str, other: str) -> list[LinkedOut]:
    """Linked already, nothing changes."""
    ticket, second = (get_ticket_for(request.user, one, to="edit") for one in (number, other))
    actions.link_tickets(ticket, other=second, by=actor_of(request))
    return _told(request.user, ticket)


@router.delete("/{number}/links/{other}", response=list[LinkedOut], auth=WRITE, summary="Remove a link")
def delete_link(request: TokenRequest, number: str, other: str) -> list[LinkedOut]:
    ticket, second = (get_ticket_for(request.user, one, to="edit") for one in (number, other))
    actions.unlink_tickets(ticket, other=second, by=actor_of(request))
    return _told(request.user, ticket)
