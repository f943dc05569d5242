"""Tickets made out of other tickets."""

from decimal import Decimal
from typing import Annotated

from django.db import transaction
from django.http import HttpResponse
from ninja import Router, Status
from pydantic import Field

from amends.api.idempotency import submission_of
from amends.api.routers.tickets import IDEMPOTENT, TicketDetailOut
from amends.api.text import Given, Quantity
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.tickets import actions
from amends.tickets.access import get_ticket_for
from amends.tickets.actions import SplitRefused, Taken
from amends.tickets.actions.copies import GONE
from amends.tickets.models import Ticket

router = Router(tags=["Tickets"])


class DuplicateIn(Given):
    take: Annotated[list[Taken], Field(max_length=len(Taken))] = Field(
        list(Taken), description="What is taken along beside customer, order and properties; default: all of it"
    )


class SplitItemIn(Given):
    position: Annotated[int, Field(ge=0, le=10_000)] = Field(
        description="Place of the product among the ticket's items, from 0"
    )
    quantity: Quantity | None = Field(None, description="Default: all of it")


class SplitIn(Given):
    items: Annotated[list[SplitItemIn], Field(min_length=1, max_length=200)]


@router.post(
    "/{number}/duplicate",
    response={201: TicketDetailOut},
    auth=WRITE,
    summary="Duplicate a ticket",
    openapi_extra=IDEMPOTENT,
)
def duplicate_ticket(
    request: TokenRequest, response: HttpResponse, number: str, given: DuplicateIn
) -> Status[TicketDetailOut]:
    """A new ticket like this one, linked with it. Activities, deadline and history stay behind."""
    ticket = get_ticket_for(request.user, number, to="edit")
    with transaction.atomic():
        key, seen = submission_of(request)
        made = actions.duplicate_ticket(ticket, takes=given.take, by=actor_of(request), key=key)
    return _made(request, response, made, is_again=seen)


@router.post(
    "/{number}/split",
    response={201: TicketDetailOut},
    auth=WRITE,
    summary="Split products off a ticket",
    openapi_extra=IDEMPOTENT,
)
def split_ticket(request: TokenRequest, response: HttpResponse, number: str, given: SplitIn) -> Status[TicketDetailOut]:
    """A new ticket for these products; they leave the one they were on."""
    ticket = get_ticket_for(request.user, number, to="edit")
    with transaction.atomic():
        key, seen = submission_of(request)
        quantities = {} if seen else _quantities(ticket, given)
        made = actions.split_ticket(ticket, quantities=quantities, by=actor_of(request), key=key)
    return _made(request, response, made, is_again=seen)


def _quantities(ticket: Ticket, given: SplitIn) -> dict[int, Decimal]:
    items = list(ticket.items.all())
    if any(one.position >= len(items) for one in given.items):
        raise SplitRefused(GONE, field="items")
    chosen = [(items[one.position], one.quantity) for one in given.items]
    return {item.pk: item.quantity if quantity is None else quantity for item, quantity in chosen}


def _made(request: TokenRequest, response: HttpResponse, made: Ticket, *, is_again: bool) -> Status[TicketDetailOut]:
    made = get_ticket_for(request.user, made.number)
    response["Location"] = f"/api/v1/tickets/{made.number}"
    if is_again:
        response["Idempotency-Replayed"] = "true"
    return Status(201, TicketDetailOut.of(made))
