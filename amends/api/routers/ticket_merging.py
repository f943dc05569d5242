"""Merging tickets and taking them apart."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from amends.api.routers.tickets import TicketDetailOut
from amends.api.text import Given, Line
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.tickets import actions
from amends.tickets.access import get_merged_ticket_for, get_ticket_for

router = Router(tags=["Tickets"])

Positions = Annotated[list[Annotated[int, Field(ge=0, le=10_000)]], Field(max_length=200)]
Names = Annotated[list[Line], Field(max_length=200)]


class MergeIn(Given):
    into: Line = Field(description="Number of the ticket that stays")
    products: Positions | None = Field(
        None, description="Places of the products that come along, from 0; default: those that the other has not"
    )
    fields: Names | None = Field(
        None,
        description="Fields whose values the other takes over: subject, customer_name, email, phone, carrier,"
        " order_code, agent, priority, category, due_at, custom.<code>; default: those that are empty there",
    )


@router.post("/{number}/merge", response=TicketDetailOut, auth=WRITE, summary="Merge a ticket into another")
def merge_ticket(request: TokenRequest, number: str, given: MergeIn) -> TicketDetailOut:
    """Answers the ticket that stays. The number of the other one leads to it from then on."""
    ticket, into = (get_ticket_for(request.user, one, to="edit") for one in (number, given.into))
    chosen = None
    if given.products is not None:
        chosen = [item.pk for place, item in enumerate(ticket.items.all()) if place in given.products]
    actions.merge_tickets(ticket, into=into, products=chosen, fields=given.fields, by=actor_of(request))
    return TicketDetailOut.of(get_ticket_for(request.user, into.number))


@router.post("/{number}/separation", response=TicketDetailOut, auth=WRITE, summary="Take a merged ticket apart")
def separate_ticket(request: TokenRequest, number: str) -> TicketDetailOut:
    """Two tickets again: what came along goes back, unless it has changed since. Answers the one that was merged."""
    ticket = actions.take_apart(get_merged_ticket_for(request.user, number), by=actor_of(request))
    return TicketDetailOut.of(ticket)
