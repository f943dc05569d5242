"""Orders: search and read. They come in by `POST /shops/{shop}/imports`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from amends.api.paging import After, Before, Page, Size, page_of_all
from amends.api.tokens import TokenRequest
from amends.orders.access import get_order_for, may_browse_orders, visible_orders
from amends.orders.models import Order, OrderItem
from amends.orders.queries import FEW, SHORTEST_NAME, find_orders, product_names
from amends.people.models import User
from amends.tickets.queries import open_ticket_counts

router = Router(tags=["Orders"])

NEWEST_FIRST = ("-placed_at", "-id")
MOST_FOUND = 50


class OrderOut(BaseModel):
    """One order as lists show it."""

    shop: str
    code: str
    placed_at: datetime
    customer_name: str
    company: str
    email: str
    phone: str
    language: str
    country: str
    currency: str
    carrier: str
    payment: str
    total: Decimal
    url: str
    invoice_code: str
    package_number: str

    @classmethod
    def of(cls, order: Order) -> "OrderOut":
        names = set(OrderOut.model_fields) - {"shop", "url"}
        return cls(shop=order.shop.code, url=order.web_address, **{name: getattr(order, name) for name in names})


class OrderFoundOut(OrderOut):
    """One order with what tells it from others: what was bought, and whether a ticket is open already."""

    products: list[str] = Field(description="Names of what was bought, as the shop calls it")
    open_tickets: int = Field(description="Open tickets on this order that the token's person may see")

    @classmethod
    def of_all(cls, orders: Sequence[Order], user: User) -> list["OrderFoundOut"]:
        """In two queries, however many."""
        products = product_names(orders)
        counts = open_ticket_counts(user, (order.pk for order in orders))
        return [
            cls(
                **OrderOut.of(order).model_dump(),
                products=products[order.pk],
                open_tickets=counts.get(order.pk, 0),
            )
            for order in orders
        ]


class OrderItemOut(BaseModel):
    kind: str = Field(description="product, shipping, billing or discount")
    code: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal

    @classmethod
    def of(cls, item: OrderItem) -> "OrderItemOut":
        return cls(**{name: getattr(item, name) for name in OrderItemOut.model_fields})


class OrderDetailOut(OrderOut):
    items: list[OrderItemOut]

    @classmethod
    def of(cls, order: Order) -> "OrderDetailOut":
        items = [OrderItemOut.of(item) for item in order.items.all()]
        return cls(**OrderOut.of(order).model_dump(), items=items)


@router.get("", response=Page[OrderFoundOut], summary="List or search orders")
def list_orders(
    request: TokenRequest,
    q: Annotated[
        str,
        Query(
            description="Any part of code, e-mail, customer, phone, invoice or parcel number, words in any order; "
            f"three characters at least. The newest {MOST_FOUND} are found; there is no next page. Limited agents "
            f"find at most {FEW}, by a whole code, e-mail, phone, invoice or parcel number, or {SHORTEST_NAME} letters "
            "of a name.",
            max_length=200,
        ),
    ] = "",
    after: After = "",
    before: Before = "",
    size: Size = 50,
) -> Page[OrderFoundOut]:
    """Newest first; accents and case do not matter in `q`. Limited agents find orders by `q` only."""
    if q:
        found = find_orders(request.user, q, limit=min(size, MOST_FOUND))
        return Page(items=OrderFoundOut.of_all(found, request.user), next=None, previous=None)
    rows = visible_orders(request.user) if may_browse_orders(request.user) else visible_orders(request.user).none()
    return page_of_all(
        rows,
        lambda found: OrderFoundOut.of_all(found, request.user),
        order=NEWEST_FIRST,
        after=after,
        before=before,
        size=size,
    )


@router.get("/{shop}/{code}", response=OrderDetailOut, summary="One order with its lines")
def get_order(request: TokenRequest, shop: str, code: str) -> OrderDetailOut:
    return OrderDetailOut.of(get_order_for(request.user, shop, code))
