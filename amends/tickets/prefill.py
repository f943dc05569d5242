"""What a picked order tells about a ticket (R47, R59, R60): the same at every door that makes tickets."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from amends.orders.models import ItemKind, Order, OrderItem
from amends.tickets.actions import ItemDraft


@dataclass(frozen=True)
class Prefill:
    """Values of a new ticket by the names that create_ticket() takes them under."""

    customer_name: str
    email: str
    phone: str
    order_code: str
    ordered_on: date
    language: str
    country: str
    currency: str
    carrier: str


def prefill_from(order: Order) -> Prefill:
    """What the shop told of the order; where it told nothing of language, country and currency, those of the shop.

    The order's day is that of the shop's clock, whoever makes the ticket and wherever they are.
    """
    shop = order.shop
    return Prefill(
        customer_name=order.customer_name,
        email=order.email,
        phone=order.phone,
        order_code=order.code,
        ordered_on=order.placed_at.astimezone(ZoneInfo(shop.time_zone)).date(),
        language=(order.language or shop.language)[:2],
        country=order.country or shop.country,
        currency=order.currency or shop.currency,
        carrier=order.carrier,
    )


def products_of(order: Order) -> list[OrderItem]:
    """The lines of the order that a ticket can be about; not its shipping, payment and discounts."""
    return list(order.items.filter(kind=ItemKind.PRODUCT))


def product_from(line: OrderItem) -> ItemDraft:
    """The product of a line of an order: one piece, or less where less was ordered."""
    return ItemDraft(
        name=f"{line.name}, {line.variant}"[:300] if line.variant else line.name,
        code=line.code,
        quantity=min(Decimal(1), line.quantity),
        ordered=line.quantity,
        unit_price=line.unit_price,
    )
