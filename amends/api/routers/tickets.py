"""Tickets: list, filter, make, change, and their history."""

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import AfterValidator, BaseModel, Field

from amends.api import lookups
from amends.api.conditions import Filter, SearchIn, filtered
from amends.api.idempotency import submission_of
from amends.api.paging import After, Before, Page, Size, page_of
from amends.api.routers.setup import PersonOut
from amends.api.setting import TicketFieldsIn, Value, set_seen_fields
from amends.api.text import Code, Given, Id, Line, Moment, Money, Prose, Quantity
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.journal.events import Audience
from amends.journal.models import Event
from amends.journal.queries import history as history_of
from amends.kit.deadlines import day_of
from amends.orders.access import get_order_for
from amends.people.models import User
from amends.tickets import actions
from amends.tickets.access import first_queue, get_ticket_for, must_be_agent, visible_tickets
from amends.tickets.cautions import Caution, cautions, item_from
from amends.tickets.legal import legal_deadline
from amends.tickets.models import Priority, Source, Ticket, TicketItem
from amends.tickets.models.custom import MOST_PLACED
from amends.tickets.prefill import prefill_from, product_from, products_of
from amends.tickets.queries import merged_numbers, ways_out, without_unseen
from amends.tickets.queries import search_tickets as search_text

router = Router(tags=["Tickets"])

NEWEST_FIRST = ("-created_at", "-id")


class ItemOut(BaseModel):
    code: str
    name: str
    quantity: Decimal
    ordered_quantity: Decimal | None
    unit_price: Decimal | None
    reason: str
    custom: dict[str, Any] = Field(description="Values of its custom fields, by their code")

    @classmethod
    def of(cls, item: TicketItem) -> "ItemOut":
        return cls(
            code=item.code,
            name=item.name,
            quantity=item.quantity,
            ordered_quantity=item.ordered_quantity,
            unit_price=item.unit_price,
            reason=item.reason,
            custom=item.custom,
        )


class OrderRef(BaseModel):
    shop: str
    code: str


class TicketOut(BaseModel):
    """One ticket as lists show it."""

    number: str
    type: str
    status: str
    status_name: str = Field(description="In the language of the request")
    turn: str = Field(description="Whose turn it is: ours, customer, third or closed")
    queue: str | None
    category: str | None
    agent: PersonOut | None
    priority: str
    subject: str
    customer_name: str
    email: str
    phone: str
    contact_id: int | None
    order: OrderRef | None
    order_code: str
    ordered_on: date | None
    language: str
    country: str
    currency: str
    carrier: str
    source: str
    tags: list[str]
    due_at: datetime | None
    closed_at: datetime | None
    waiting_since: datetime | None
    last_customer_reply_at: datetime | None
    last_agent_reply_at: datetime | None
    created_at: datetime
    updated_at: datetime
    custom: dict[str, Any] = Field(description="Values of its custom fields, by their code")

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketOut":
        return cls(**_told(ticket))


class LegalDeadlineOut(BaseModel):
    """By when the law wants the ticket settled, in calendar days."""

    start: date = Field(description="The day it was created; not counted")
    days: int
    counted: date = Field(description="The last of these days")
    last: date = Field(description="The same, or the next working day where the law gives until then")
    source: str = Field(description="The act and its section")
    moved_by: str = Field(description="The law by which the last day was moved; empty where it was not")


class TicketDetailOut(TicketOut):
    """One ticket with all that hangs on it."""

    description: str
    items: list[ItemOut]
    files: list["FileRef"]
    legal_deadline: LegalDeadlineOut | None
    next_statuses: list[str] = Field(description="Codes of the statuses that the workflow allows now")

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketDetailOut":
        return cls(
            **_told(ticket),
            description=ticket.description,
            items=[ItemOut.of(item) for item in ticket.items.all()],
            files=[FileRef.of(row.file) for row in ticket.ticket_files.select_related("file")],
            legal_deadline=_legal(ticket),
            next_statuses=[status.code for status in ways_out(ticket)[0]],
        )


def _legal(ticket: Ticket) -> LegalDeadlineOut | None:
    found = legal_deadline(ticket)
    if found is None:
        return None
    period = found.period
    return LegalDeadlineOut(
        start=found.start,
        days=period.days,
        counted=found.counted,
        last=found.last,
        source=period.source,
        moved_by=found.moved_by,
    )


class WarningOut(BaseModel):
    """Something to look at; nothing was refused because of it."""

    code: str = Field(description="open_ticket, product_claimed, claimed_beyond_order or order_too_old")
    sentence: str = Field(description="In the language of the request")
    ticket: str | None = Field(description="Number of the other ticket that it is about")

    @classmethod
    def of(cls, caution: Caution) -> "WarningOut":
        said = " ".join(filter(None, [caution.sentence, caution.detail]))
        return cls(code=caution.code, sentence=said, ticket=caution.ticket.number if caution.ticket else None)


class TicketMadeOut(TicketDetailOut):
    """A new ticket, with what to look at."""

    warnings: list[WarningOut]

    @classmethod
    def made(cls, ticket: Ticket, user: User) -> "TicketMadeOut":
        found = cautions(
            user,
            type=ticket.type,
            order=ticket.order,
            ordered_on=ticket.ordered_on,
            items=[item_from(one) for one in ticket.items.all()],
            today=day_of(ticket.created_at),
            made=ticket,
        )
        return cls(**TicketDetailOut.of(ticket).model_dump(), warnings=[WarningOut.of(one) for one in found])


class FileRef(BaseModel):
    id: UUID
    name: str
    size: int = Field(description="Bytes")
    media_type: str

    @classmethod
    def of(cls, file: Any) -> "FileRef":
        return cls(id=file.pk, name=file.name, size=file.size, media_type=file.media_type)


def _told(ticket: Ticket) -> dict[str, Any]:
    plain = (
        "number priority subject customer_name email phone contact_id order_code ordered_on language country currency "
        "carrier source due_at closed_at waiting_since last_customer_reply_at last_agent_reply_at created_at updated_at"
    )
    return {name: getattr(ticket, name) for name in plain.split()} | {
        "type": ticket.type.code,
        "status": ticket.status.code,
        "status_name": ticket.status.name,
        "turn": ticket.status.turn,
        "queue": ticket.queue.code if ticket.queue else None,
        "category": ticket.category.code if ticket.category else None,
        "agent": PersonOut.of(ticket.agent) if ticket.agent else None,
        "order": OrderRef(shop=ticket.order.shop.code, code=ticket.order.code) if ticket.order else None,
        "tags": sorted(tag.code for tag in ticket.tags.all()),
        "custom": ticket.custom,
    }


def _rows(request: TokenRequest) -> QuerySet[Ticket]:
    tickets: QuerySet[Ticket] = visible_tickets(request.user).for_display()
    return tickets.select_related("order__shop").prefetch_related("tags").defer("search")


# --- Reading ------------------------------------------------------------------------------------------------------


@router.get("", response=Page[TicketOut], summary="List tickets")
def list_tickets(
    request: TokenRequest,
    q: Annotated[str, Query(description="Any part of number, subject, customer, e-mail, order", max_length=200)] = "",
    filter: Filter = "",
    after: After = "",
    before: Before = "",
    size: Size = 50,
) -> Page[TicketOut]:
    """Tickets that the token's person may see, newest first. `q` needs three characters."""
    rows = filtered(_rows(request), "ticket", filter, request.user)
    if q:
        rows = search_text(rows, q)
    return page_of(rows, TicketOut.of, order=NEWEST_FIRST, after=after, before=before, size=size)


@router.post("/search", response=Page[TicketOut], summary="List tickets by conditions")
def search_tickets(request: TokenRequest, search: SearchIn) -> Page[TicketOut]:
    """As listing, with the conditions in the body instead of the address."""
    rows = filtered(_rows(request), "ticket", search.filter, request.user)
    return page_of(rows, TicketOut.of, order=NEWEST_FIRST, after=search.after, before=search.before, size=search.size)


@router.get("/{number}", response=TicketDetailOut, summary="One ticket")
def get_ticket(request: TokenRequest, number: str) -> TicketDetailOut:
    return TicketDetailOut.of(get_ticket_for(request.user, number))


@router.patch("/{number}", response=TicketDetailOut, auth=WRITE, summary="Change fields of a ticket")
def patch_ticket(request: TokenRequest, number: str, change: TicketFieldsIn) -> TicketDetailOut:
    """All of them or, when one is refused, none. 409 with `conflict` for a field that is not as you have `seen` it."""
    ticket = get_ticket_for(request.user, number, to="edit")
    set_seen_fields(request.user, ticket.pk, change, by=actor_of(request))
    ticket.refresh_from_db()
    return TicketDetailOut.of(ticket)


class CauseOut(BaseModel):
    event_id: int
    sentence: str


class EventOut(BaseModel):
    """What happened, who did it, and because of what."""

    id: int
    kind: str
    at: datetime
    sentence: str = Field(description="In the language of the request")
    payload: dict[str, Any]
    actor_kind: str = Field(description="person, customer, rule, process, token, clock or system")
    actor: str = Field(description="The name at the time")
    act: UUID = Field(description="The same for everything that one deed caused")
    because: CauseOut | None

    @classmethod
    def of(cls, event: Event, cause: Event | None) -> "EventOut":
        return cls(
            id=event.pk,
            kind=event.kind,
            at=event.at,
            sentence=event.sentence,
            payload=event.payload,
            actor_kind=event.actor_kind,
            actor=str(event.actor.name),
            act=event.act,
            because=CauseOut(event_id=cause.pk, sentence=cause.sentence) if cause else None,
        )


@router.get("/{number}/history", response=Page[EventOut], summary="History of a ticket")
def get_history(
    request: TokenRequest, number: str, after: Annotated[Id | None, Query()] = None, size: Size = 50
) -> Page[EventOut]:
    """Everything that happened to the ticket, and to what was merged into it, newest first, each with its cause."""
    ticket = get_ticket_for(request.user, number)
    about, also = ("ticket", ticket.pk), merged_numbers(ticket.pk)
    lines = history_of(about=about, audience=Audience.STAFF, also=also, before=after, limit=size + 1)
    items = [EventOut.of(line.event, line.cause) for line in without_unseen(request.user, lines[:size])]
    return Page(items=items, next=str(items[-1].id) if len(lines) > size else None, previous=None)


# --- Making -------------------------------------------------------------------------------------------------------


Asked = Annotated[dict[Code, Value], Field(max_length=MOST_PLACED)]
"""Values of custom fields by their code: options by their codes, numbers and days as texts; null for none."""


class ItemIn(Given):
    """A product. With an order on the ticket, `code` takes name, price and ordered quantity from the order's product.

    Where several products of the order have the code, `name` says which.
    """

    name: Line = ""
    code: Line = ""
    quantity: Quantity | None = Field(None, description="Default: 1, or all there is where less was ordered")
    unit_price: Money | None = None
    reason: Line = ""
    custom: Asked = Field({}, description="What the form of the type asks of each product, by the code of the field")


class OrderIn(Given):
    shop: Code
    code: Code


def _letters(length: int) -> AfterValidator:
    def check(value: str) -> str:
        if value and (len(value) != length or not value.isascii() or not value.isalpha()):
            raise ValueError(_("This has to be %(length)s letters.") % {"length": length})
        return value.upper()

    return AfterValidator(check)


Country = Annotated[str, Field(max_length=2), _letters(2)]
"""A country, or none."""


class TicketIn(Given):
    """A new ticket. A name or an e-mail is needed; with an `order`, what is left out is taken from it."""

    type: Code = Field(description="Code of the type, e.g. warranty_claim")
    subject: Line = ""
    description: Prose = ""
    customer_name: Line = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    order: OrderIn | None = None
    order_code: Annotated[str, Field(max_length=100)] = ""
    ordered_on: date | None = None
    language: Annotated[str, Field(max_length=8)] = ""
    country: Country = ""
    currency: Annotated[str, Field(max_length=3), _letters(3)] = ""
    carrier: Annotated[str, Field(max_length=120)] = ""
    queue: Code | None = Field(None, description="Default: the queue of the type, or a limited agent's own")
    category: Code | None = None
    agent: Id | None = Field(None, description="Id of the person responsible")
    priority: Literal["low", "normal", "high", "urgent"] = "normal"
    due_at: Moment | None = None
    source: Literal["phone", "email", "branch", "portal", "api", "other"] = "api"
    items: Annotated[list[ItemIn], Field(max_length=200)] = []
    tags: Annotated[list[Code], Field(max_length=50)] = []
    files: Annotated[list[UUID], Field(max_length=50)] = Field([], description="Ids of uploaded files")
    custom: Asked = Field({}, description="What the form of the type asks besides, by the code of the field")


IDEMPOTENT = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
            "description": "A name of your own for this request: sent again, it makes nothing twice (kept for 7 days)",
        }
    ]
}


@router.post("", response={201: TicketMadeOut}, auth=WRITE, summary="Create a ticket", openapi_extra=IDEMPOTENT)
def create_ticket(request: TokenRequest, response: HttpResponse, ticket: TicketIn) -> Status[TicketMadeOut]:
    """It begins in the initial status of its type. With `Idempotency-Key` it is made once however often it is sent.

    Sent again when the token's person may no longer see the ticket that was made, it is answered 404, and makes none.
    """
    with transaction.atomic():
        key, seen = submission_of(request)
        made = actions.create_ticket(by=actor_of(request), key=key, **_draft(request, ticket))
    response["Location"] = f"/api/v1/tickets/{made.number}"
    if seen:
        made = get_ticket_for(request.user, made.number)
        response["Idempotency-Replayed"] = "true"
    return Status(201, TicketMadeOut.made(made, request.user))


def _draft(request: TokenRequest, given: TicketIn) -> dict[str, Any]:
    """What the action takes, out of what the client sent."""
    plain = given.model_dump(exclude={"type", "order", "queue", "category", "agent", "items", "tags", "files"})
    order = get_order_for(request.user, given.order.shop, given.order.code) if given.order else None
    if order:
        plain |= {name: value for name, value in asdict(prefill_from(order)).items() if not plain[name]}
    products = [product_from(line) for line in products_of(order)] if order and given.items else []
    type = lookups.ticket_type(given.type)
    usual = first_queue(request.user, type, shop=order.shop_id if order else None, language=plain["language"])
    queue = lookups.queue_for(request.user, given.queue) or usual
    agent = lookups.person(given.agent, field="agent")
    return plain | {
        "type": type,
        "order": order,
        "queue": queue,
        "category": lookups.category(given.category),
        "agent": request.user if agent is None and must_be_agent(request.user, queue) else agent,
        "priority": Priority(given.priority),
        "source": Source(given.source),
        "items": [_item(item, products) for item in given.items],
        "tags": lookups.tags(given.tags),
        "files": lookups.files_for(request.user, given.files),
    }


def _item(given: ItemIn, products: list[actions.ItemDraft]) -> actions.ItemDraft:
    product = _product(given, products)
    return replace(
        product,
        name=given.name or product.name,
        quantity=product.quantity if given.quantity is None else given.quantity,
        unit_price=product.unit_price if given.unit_price is None else given.unit_price,
        reason=given.reason,
        custom=given.custom,
    )


def _product(given: ItemIn, products: list[actions.ItemDraft]) -> actions.ItemDraft:
    """The product of the order that is meant, else one that no order has."""
    meant = [product for product in products if given.code and product.code == given.code]
    if meant:
        return next((product for product in meant if product.name == given.name), meant[0])
    name = given.name or given.code
    if not name:
        raise actions.TicketRefused(_("A product needs a name or the code of a line of the order."), field="items")
    return actions.ItemDraft(name=name, code=given.code)
