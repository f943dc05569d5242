"""Orders: search, read, and send them. Files of them come in by `POST /shops/{shop}/imports`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.core.exceptions import PermissionDenied
from ninja import Query, Router, Status
from pydantic import BaseModel, Field

from amends.api.paging import After, Before, Page, Size, page_of_all
from amends.api.text import Code, Given, Line, Moment, Money
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.orders.access import (
    get_order_for,
    get_shop_for,
    may_browse_orders,
    may_import_orders,
    visible_orders,
)
from amends.orders.actions.pushing import Sent, send_order, send_orders
from amends.orders.imports.rows import RawItem, RawOrder
from amends.orders.models import Order, OrderItem, Shop
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


# --- sending orders ---------------------------------------------------------------------------------------------------

MOST_SENT = 100
MOST_ITEMS = 90
Text = Annotated[str, Field(max_length=500)]


class AddressIn(Given):
    name: Line = ""
    company: Line = ""
    street: Line = ""
    housenumber: Line = ""
    city: Line = ""
    zip: Line = ""
    country: Line = ""
    company_id: Line = ""
    vat_id: Line = ""


class SentItemIn(Given):
    kind: Literal["product", "shipping", "billing", "discount"] = "product"
    code: Line = ""
    name: Text = ""
    variant: Line = ""
    quantity: Money = Decimal(1)
    unit_price: Money | None = None
    total: Money | None = None
    vat_rate: Money | None = None


class SentOrderIn(Given):
    """An order as it is now: what is left out is not there. As in docs/formats/orders.md."""

    placed_at: Moment
    total: Money = Field(description="What the customer paid, with VAT")
    total_without_vat: Money | None = None
    external_id: Line = Field(default="", description="Its number inside the shop's own system")
    customer_name: Line = ""
    company: Line = ""
    email: Text = ""
    phone: Line = ""
    language: Line = Field(default="", description="Two letters; else that of the shop")
    country: Line = Field(default="", description="Two letters; else that of the address, or of the shop")
    currency: Line = Field(default="", description="Three letters; else that of the shop")
    carrier: Line = ""
    payment: Line = ""
    url: Text = ""
    invoice_code: Line = ""
    package_number: Line = ""
    billing_address: AddressIn = AddressIn()
    shipping_address: AddressIn = AddressIn()
    items: list[SentItemIn] = Field(default=[], max_length=MOST_ITEMS)


class SentOrderWithCodeIn(SentOrderIn):
    code: Code


class SentOrdersIn(Given):
    orders: list[SentOrderWithCodeIn] = Field(min_length=1, max_length=MOST_SENT)


class SentOut(BaseModel):
    """What became of one of the orders."""

    code: str
    result: Literal["created", "changed", "unchanged", "refused"]
    problem: str = Field(description="Why it was refused; empty otherwise")
    field: str = Field(description="What is wrong, when it was refused and that can be said")

    @classmethod
    def of(cls, code: str, sent: Sent) -> "SentOut":
        if sent.refusal is not None:
            return cls(code=code, result="refused", problem=str(sent.refusal), field=sent.refusal.field or "")
        return cls(code=code, result=sent.result or "unchanged", problem="", field="")


class SentOrdersOut(BaseModel):
    results: list[SentOut] = Field(description="In the order in which they were sent")


@router.put("/{shop}", response=SentOrdersOut, auth=WRITE, summary="Send up to 100 orders")
def put_orders(request: TokenRequest, shop: str, sent: SentOrdersIn) -> SentOrdersOut:
    """Each is written or refused by itself, with a result of its own. Sent again they change nothing. For managers."""
    to = _shop(request, shop)
    results = send_orders(to, [_raw(one, one.code, at) for at, one in enumerate(sent.orders, 1)], by=actor_of(request))
    return SentOrdersOut(
        results=[SentOut.of(one.code, result) for one, result in zip(sent.orders, results, strict=True)]
    )


@router.put("/{shop}/{code}", response={200: OrderDetailOut, 201: OrderDetailOut}, auth=WRITE, summary="Send one order")
def put_order(request: TokenRequest, shop: str, code: Code, sent: SentOrderIn) -> Status[OrderDetailOut]:
    """201 when it was not there, else 200. It is replaced as a whole; sent again it changes nothing. For managers."""
    to = _shop(request, shop)
    result = send_order(to, _raw(sent, code, 1), by=actor_of(request))
    written = OrderDetailOut.of(get_order_for(request.user, shop, code))
    return Status(201 if result == "created" else 200, written)


def _shop(request: TokenRequest, code: str) -> Shop:
    if not may_import_orders(request.user):
        raise PermissionDenied
    return get_shop_for(request.user, code)


def _raw(sent: SentOrderIn, code: str, place: int) -> RawOrder:
    """As the readers of files give it: texts of what is there."""
    addresses = ("billing_address", "shipping_address")
    texts = _texts(sent, leave=("items", *addresses)) | {"code": code}
    items = [RawItem(place, _texts(item)) for item in sent.items]
    raw = RawOrder(place, texts, items)
    raw.billing_address, raw.shipping_address = (_texts(getattr(sent, name)) for name in addresses)
    return raw


def _texts(given: Given, *, leave: Sequence[str] = ()) -> dict[str, str]:
    values = {name: getattr(given, name) for name in type(given).model_fields if name not in leave}
    return {name: _text(value) for name, value in values.items() if value not in (None, "")}


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else str(value)
