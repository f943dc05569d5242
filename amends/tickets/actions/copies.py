"""Make a ticket out of another one: a duplicate, or one for products that are to go their own way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.people.queries import still_here
from amends.tickets.actions.creation import TicketRefused, told_of
from amends.tickets.actions.sets import TICKETS, about
from amends.tickets.catalogue import usual_queue
from amends.tickets.events import FactOfTwo, TicketDuplicated, TicketSplit
from amends.tickets.models import Ticket, TicketFile, TicketItem, TicketLink, TicketTag
from amends.tickets.numbering import take_number


class Taken(StrEnum):
    """What a duplicate may take along beside the customer, the order and the properties."""

    DESCRIPTION = "description"
    PRODUCTS = "products"
    CUSTOM = "custom"
    TAGS = "tags"
    FILES = "files"


class SplitRefused(Refused):
    """These products can't get a ticket of their own; `field` is `items`."""

    code = "split_refused"


GONE = _("A product is no longer on this ticket. Choose again.")

ALONG = (
    *("type", "category", "priority", "subject", "source", "contact", "customer_name", "email", "phone", "order"),
    *("order_code", "ordered_on", "carrier", "language", "country", "currency"),
)
"""What every copy has of its original."""


def duplicate_ticket(
    ticket: Ticket, *, takes: Iterable[Taken] = tuple(Taken), by: Actor, key: UUID | None = None
) -> Ticket:
    """A new ticket like this one, linked with it, in the first status of its type; its history is its own.

    Activities, deadline and status stay behind. The same `key` again answers the ticket that it made.
    """
    wanted = frozenset(takes)

    def make(original: Ticket) -> Ticket:
        made = _copy(original, wanted, key, by)
        if Taken.PRODUCTS in wanted:
            _put(made, [(item, item.quantity) for item in original.items.all()])
        _tell(
            original,
            made,
            TicketDuplicated(other=made.number),
            TicketDuplicated(other=original.number, is_copy=True),
            by,
        )
        return made

    return _once(ticket, key, make)


def split_ticket(ticket: Ticket, *, quantities: Mapping[int, Decimal], by: Actor, key: UUID | None = None) -> Ticket:
    """A new ticket for so many of these products, by their numbers; they are on the former one no more.

    Something has to stay. Both tickets tell of it and are linked. The same `key` again answers the ticket it made.
    """

    def make(original: Ticket) -> Ticket:
        items = list(original.items.all())
        going = _going(items, quantities)
        made = _copy(original, frozenset({Taken.CUSTOM, Taken.TAGS}), key, by)
        _put(made, going)
        _take_off(going)
        products = [f"{_plain(quantity)} × {item.name}" for item, quantity in going]
        told = TicketSplit(other=made.number, products=products)
        _tell(original, made, told, TicketSplit(other=original.number, is_new=True, products=products), by)
        return made

    return _once(ticket, key, make)


def _once(ticket: Ticket, key: UUID | None, make: Callable[[Ticket], Ticket]) -> Ticket:
    """What `make` makes of the ticket, which is locked; with the same key again what it has made."""
    made: list[Ticket] = []

    def deed(tickets: Sequence[Ticket]) -> dict[int, Outcome]:
        before = _made_by(key)
        made.extend([before] if before else map(make, tickets))
        return {one.pk: Outcome.done() for one in tickets}

    try:
        TICKETS.one(ticket, deed)
    except IntegrityError:
        before = _made_by(key)
        if before is None:
            raise
        return before
    return made[0]


def _made_by(key: UUID | None) -> Ticket | None:
    found: Ticket | None = Ticket.every.for_display().filter(request_key=key).first() if key else None
    return found


def _copy(original: Ticket, takes: frozenset[Taken], key: UUID | None, by: Actor) -> Ticket:
    type, now = original.type, timezone.now()
    if not type.is_on_offer:
        raise TicketRefused(say(_("%(type)s is not in use. Choose another type of ticket."), type=type), field="type")
    queue = original.queue if original.queue and not original.queue.is_retired else _usual(original)
    category = original.category if original.category and not original.category.is_retired else None
    made = Ticket(
        **{name: getattr(original, name) for name in ALONG if name != "category"},
        category=category,
        status=type.initial_status,
        queue=queue,
        agent=original.agent if original.agent and still_here(original.agent) else None,
        description=original.description if Taken.DESCRIPTION in takes else "",
        custom=original.custom if Taken.CUSTOM in takes else {},
        waiting_since=now,
        created_at=now,
        updated_at=now,
        request_key=key,
    )
    made.number = take_number(type, now)
    made.save(force_insert=True)
    _hang_on(made, original, takes)
    record_many([(told_of(made), about(made) | {"order": made.order_id}, by)])
    return made


def _usual(original: Ticket):  # type: ignore[no-untyped-def]
    shop = original.order.shop_id if original.order else None
    return usual_queue(original.type, shop=shop, language=original.language)


def _hang_on(made: Ticket, original: Ticket, takes: frozenset[Taken]) -> None:
    if Taken.TAGS in takes:
        worn = TicketTag.objects.filter(ticket=original, tag__retired_at=None).values_list("tag", flat=True)
        TicketTag.objects.bulk_create([TicketTag(ticket=made, tag_id=tag) for tag in worn])
    files = {UUID(kept["file"]) for kept in made.custom.values() if isinstance(kept, dict)}
    if Taken.FILES in takes:
        files |= set(original.ticket_files.values_list("file", flat=True))
    TicketFile.objects.bulk_create([TicketFile(ticket=made, file_id=pk) for pk in sorted(files)])


def _put(made: Ticket, going: Iterable[tuple[TicketItem, Decimal]]) -> None:
    columns = ("code", "name", "ordered_quantity", "unit_price", "reason", "custom")
    TicketItem.objects.bulk_create(
        TicketItem(ticket=made, position=position, quantity=quantity, **{name: getattr(item, name) for name in columns})
        for position, (item, quantity) in enumerate(going)
    )


def _take_off(going: Iterable[tuple[TicketItem, Decimal]]) -> None:
    for item, quantity in going:
        if quantity == item.quantity:
            item.delete()
        else:
            item.quantity -= quantity
            item.save(update_fields=["quantity"])


def _going(items: Sequence[TicketItem], quantities: Mapping[int, Decimal]) -> list[tuple[TicketItem, Decimal]]:
    known = {item.pk: item for item in items}
    if not quantities:
        raise SplitRefused(_("Choose what is to get a ticket of its own."), field="items")
    if quantities.keys() - known.keys():
        raise SplitRefused(GONE, field="items")
    for pk, quantity in quantities.items():
        if not 0 < quantity <= known[pk].quantity:
            words = {"product": known[pk].name, "most": _plain(known[pk].quantity)}
            raise SplitRefused(say(_("%(product)s: between 1 and %(most)s can be split off."), **words), field="items")
    if all(quantities.get(item.pk) == item.quantity for item in items):
        raise SplitRefused(_("Something has to stay on this ticket. Split off less."), field="items")
    return [(item, quantities[item.pk]) for item in items if item.pk in quantities]


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _tell(original: Ticket, made: Ticket, told: FactOfTwo, of_made: FactOfTwo, by: Actor) -> None:
    TicketLink.objects.create(first=original, second=made)
    Ticket.objects.filter(pk=original.pk).update(updated_at=timezone.now())
    record_many([(told, about(original), by), (of_made, about(made), by)])
