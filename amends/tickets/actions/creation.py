"""Make a ticket (R41, R50-R73)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.configured.models import Configured
from amends.configured.refusals import Retired
from amends.contacts.actions.contacts import ensure_contact
from amends.contacts.models import Contact
from amends.files.models import File
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.orders.models import Order
from amends.people.models import User
from amends.tickets.actions.assignment import check_agent
from amends.tickets.custom import check_form
from amends.tickets.events import TicketCreated
from amends.tickets.letters import post_creation_letter
from amends.tickets.models import (
    Category,
    Priority,
    Queue,
    Scope,
    Source,
    Tag,
    Ticket,
    TicketFile,
    TicketItem,
    TicketTag,
    TicketType,
)
from amends.tickets.numbering import take_number

LONGEST_SUBJECT: int = Ticket._meta.get_field("subject").max_length or 0


class TicketRefused(Refused):
    """What was given does not make a ticket; `field` says which part."""

    code = "ticket_refused"


@dataclass(frozen=True)
class ItemDraft:
    """A product to put on the ticket. `ordered` is what the order has of it, None for a row typed by hand (Q24)."""

    name: str
    code: str = ""
    quantity: Decimal = Decimal(1)
    ordered: Decimal | None = None
    unit_price: Decimal | None = None
    reason: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)
    """What was given to its custom fields, by their code."""


def create_ticket(
    *,
    type: TicketType,
    by: Actor,
    customer_name: str = "",
    email: str = "",
    phone: str = "",
    contact: Contact | None = None,
    subject: str = "",
    description: str = "",
    source: Source = Source.OTHER,
    order: Order | None = None,
    order_code: str = "",
    ordered_on: date | None = None,
    language: str = "",
    country: str = "",
    currency: str = "",
    carrier: str = "",
    queue: Queue | None = None,
    category: Category | None = None,
    agent: User | None = None,
    priority: Priority = Priority.NORMAL,
    due_at: datetime | None = None,
    items: Iterable[ItemDraft] = (),
    files: Iterable[File] = (),
    tags: Iterable[Tag] = (),
    custom: Mapping[str, Any] = MappingProxyType({}),
    key: UUID | None = None,
    notify_customer: bool = False,
    at: datetime | None = None,
) -> Ticket:
    """A new ticket in the initial status of its type (R73), in the type's queue unless another is given.

    Name or e-mail is required (Q23); the contact is found or made from them. `key` names the submission: the same
    key again answers the ticket it made, however the two race. `notify_customer` writes the customer a letter (R70).
    `at` is for imports and the demo world.
    """
    items, tags = list(items), list(tags)
    _check_customer(customer_name, email, notify_customer)
    for item in items:
        check_item(item)
    subject = subject or _subject_of(items, description)
    now = at or timezone.now()
    try:
        with transaction.atomic():
            made = _made_by(key)
            if made is not None:
                return made
            _check_type(type)
            check_agent(agent)
            _check_in_use(queue, category, *tags)
            contact = contact or _contact(customer_name, email, phone, language, country, by)
            ticket = Ticket(
                type=type,
                status=type.initial_status,
                queue=queue or type.queue,
                category=category,
                agent=agent,
                priority=priority,
                subject=subject,
                description=description,
                source=source,
                contact=contact,
                customer_name=customer_name,
                email=email,
                phone=phone,
                order=order,
                order_code=order_code or (order.code if order else ""),
                ordered_on=ordered_on,
                carrier=carrier,
                language=language,
                country=country,
                currency=currency,
                custom=check_form(type, custom, scope=Scope.TICKET).insist(),
                due_at=due_at,
                waiting_since=now,
                created_at=now,
                updated_at=now,
                request_key=key,
            )
            ticket.number = take_number(type, now)
            ticket.save(force_insert=True)
            rows = _hang_on(ticket, items, files, tags)
            if notify_customer:
                post_creation_letter(ticket, rows, by)
            record(told_of(ticket), by=by, ticket=ticket, contact=contact.pk, order=order)
    except IntegrityError:
        made = _made_by(key)
        if made is None:
            raise
        return made
    return ticket


def _made_by(key: UUID | None) -> Ticket | None:
    if key is None:
        return None
    ticket: Ticket | None = Ticket.every.for_display().filter(request_key=key).first()
    return ticket


def _contact(name: str, email: str, phone: str, language: str, country: str, by: Actor) -> Contact:
    return ensure_contact(name=name, email=email, phone=phone, language=language, country=country, by=by)


def _check_type(type: TicketType) -> None:
    if not type.is_on_offer:
        raise TicketRefused(
            _("%(type)s is not in use. Choose another type of ticket.") % {"type": type.name}, field="type"
        )


def _check_in_use(*things: Configured | None) -> None:
    for thing in things:
        if thing is not None and thing.is_retired:
            raise Retired(thing.name, field=type(thing).__name__.lower())


def _check_customer(name: str, email: str, notify: bool) -> None:
    if not name and not email:
        raise TicketRefused(_("Enter the customer: a name or an e-mail address."), field="customer_name")
    if notify and not email:
        raise TicketRefused(
            _("There is no address to write to: add an e-mail, or don’t notify the customer."), field="email"
        )


def check_item(item: ItemDraft) -> None:
    """TicketRefused when a ticket can't have this product; a door may ask of each row, to say it there."""
    if item.quantity <= 0:
        raise TicketRefused(
            _("%(product)s: the quantity is at least 1. Untick the product to leave it out.") % {"product": item.name},
            field="items",
        )
    if item.ordered is not None and item.quantity > item.ordered:
        raise TicketRefused(
            ngettext(
                "%(product)s: only %(ordered)s was ordered. Lower the quantity.",
                "%(product)s: only %(ordered)s were ordered. Lower the quantity.",
                math.ceil(item.ordered),
            )
            % {"product": item.name, "ordered": f"{item.ordered.normalize():f}"},
            field="items",
        )  # Q25


def _subject_of(items: list[ItemDraft], description: str) -> str:
    """What a ticket without a subject is called by: its first product and what is wrong with it.

    A product alone says less than the customer's own words do.
    """
    first = next((item for item in items if item.name and item.reason), None)
    if first is not None:
        return f"{first.name}: {first.reason}"[:LONGEST_SUBJECT]
    return items[0].name[:LONGEST_SUBJECT] if items and not description.strip() else ""


def _hang_on(ticket: Ticket, items: list[ItemDraft], files: Iterable[File], tags: Iterable[Tag]) -> list[TicketItem]:
    rows = TicketItem.objects.bulk_create(
        [
            TicketItem(
                ticket=ticket,
                position=position,
                code=item.code,
                name=item.name,
                quantity=item.quantity,
                ordered_quantity=item.ordered,
                unit_price=item.unit_price,
                reason=item.reason,
                custom=check_form(ticket.type, item.custom, scope=Scope.PRODUCT).insist(f"items.{position}.custom"),
            )
            for position, item in enumerate(items)
        ]
    )
    named = [UUID(kept["file"]) for kept in ticket.custom.values() if isinstance(kept, dict)]
    hung = dict.fromkeys([*(file.pk for file in files), *named])
    TicketFile.objects.bulk_create([TicketFile(ticket=ticket, file_id=pk) for pk in hung])
    TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag=tag) for tag in tags])
    return rows


def told_of(ticket: Ticket) -> TicketCreated:
    """What the journal tells of a new ticket."""
    return TicketCreated(
        number=ticket.number,
        type=ticket.type.code,
        type_names=ticket.type.names,
        status=ticket.status.code,
        status_names=ticket.status.names,
        queue=ticket.queue.code if ticket.queue else None,
        agent=ticket.agent_id,
        agent_name=ticket.agent.name if ticket.agent else "",
        source=ticket.source,
        order_code=ticket.order_code,
    )
