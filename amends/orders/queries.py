"""Reading orders: the search that New ticket, the palette and the API share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Contains, Regex
from django.utils.translation import gettext_lazy as _

from amends.kit.racing import EachWay, Way, first_rows
from amends.kit.search import SHORTEST, find_newest, fold, holding, infix, part_of, squeeze
from amends.orders.access import may_browse_orders, visible_orders
from amends.orders.guessing import count_look_up
from amends.orders.models import ImportProblem, ImportState, ItemKind, Order, OrderImport, OrderItem, Shop, ShopFeed

if TYPE_CHECKING:
    from amends.people.models import User


SHORTEST_NAME = 5
"""Letters of a name that somebody must give who may not browse orders."""
SHORTEST_PHONE = 9
"""Digits of a telephone number without its country."""
NUMBERS = ("code", "invoice_code", "package_number", "email")
"""Columns that name an order as a whole."""
NAMES = (3, 4)
"""Places of customer and company in the search column."""
NEWEST = (F("placed_at").desc(), F("pk").desc())
FEW = 5
"""Orders that such a person gets at most."""
HOW_TO_NAME = _(
    "Type a whole number (of the order, invoice, parcel or phone), "
    "a whole e-mail address, or at least 5 letters of the name."
)
"""What such a person is told."""


def find_orders(user: "User", text: str, limit: int = 20) -> list[Order]:
    """Orders with `text` in code, e-mail, customer, company, phone, invoice or parcel number, newest first.

    Any part of them, words in any order, without accents, case and the spaces of numbers (R45, Q31); nothing under 3
    characters (R46). Who may not browse orders finds few, and only those that the text names;
    raises TooManyLookUps when they try too often.
    """
    if may_browse_orders(user):
        return find_newest(visible_orders(user), text, by="placed_at", limit=limit)
    text = text.strip()
    if len(text) < SHORTEST or not names_an_order(user, text):
        return []
    count_look_up(user)
    return first_rows(_named(visible_orders(user), text), NEWEST, min(limit, FEW))


def names_an_order(user: "User", text: str) -> bool:
    """May `text` find anything for `user`? A number or an address may be whole or not, which only the orders tell."""
    return may_browse_orders(user) or any(map(text.__contains__, "@0123456789")) or _is_name(text)


def _is_name(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= SHORTEST_NAME


def _named(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Those whose number or e-mail `text` is as a whole, and those of a customer or company called so.

    Of rows at hand all of it is asked. To find all rows each is looked up in an index of its own: the letters of a
    short number are those of most others, too.
    """
    whole, called = [Q(**{f"{column}__iexact": text}) for column in NUMBERS], _called(text)
    has_it = holding("search", text)
    if not has_it:
        return orders.none()
    walk = has_it & Q(*whole, *called, _connector=Q.OR)
    numbered = [
        infix(orders, "search", text, indexed=False).filter(one).exclude(**{column: ""})
        for column, one in zip(NUMBERS, whole, strict=True)
    ]
    by_name = [search_orders(orders, text).filter(Q(*called, _connector=Q.OR))] if called else []
    first, *others = (found.order_by().values("pk") for found in (*numbered, *by_name))
    return orders.filter(EachWay(walk=walk, find=Q(pk__in=first.union(*others, all=True)), usual=Way.FIND))


def _called(text: str) -> list[Q]:
    """What beside numbers may name an order: the customer, the company, the telephone."""
    called = [_is_called(part_of("search", place), text) for place in NAMES] if _is_name(text) else []
    digits = squeeze(text).lstrip("+")
    if digits.isascii() and digits.isdecimal() and len(digits) >= SHORTEST_PHONE:
        called.append(Q(phone__regex=r"[^0-9]*".join(digits) + "[^0-9]*$"))
    return called


def _is_called(name: Func, text: str) -> Q:
    """`text` is part of the name, or consists of whole words of it: pieces of words would let one leaf through."""
    folded = fold(text)
    words = [Q(Regex(name, rf"(^|\s){re.escape(word)}(\s|$)")) for word in folded.split()]
    return Q(Contains(name, folded)) | Q(*words)


def search_orders(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Those of `orders` that have `text`, as find_orders() looks for it."""
    return infix(orders, "search", text)


@dataclass(frozen=True)
class Supply:
    """How a shop's orders come in: the last import that succeeded, and the last one of all."""

    shop: Shop
    last_sync: datetime | None
    last_import: OrderImport | None
    feed: ShopFeed | None = None

    @property
    def state(self) -> str:
        """off, under_way, error, waiting or connected."""
        if self.is_under_way:
            return "under_way"
        if self.feed is not None and not self.feed.is_on:
            return "off"
        if self.feed.failing_since if self.feed else self.is_failing:
            return "error"
        return "connected" if self.last_sync else "waiting"

    @property
    def why(self) -> str:
        """Why the last import failed, as a sentence; nothing when it did not."""
        return str(self.last_import.failure_sentence) if self.last_import and self.is_failing else ""

    @property
    def may_be_asked(self) -> bool:
        return self.feed is not None and self.feed.is_on

    @property
    def is_failing(self) -> bool:
        return self.last_import is not None and self.last_import.state == ImportState.FAILED

    @property
    def is_under_way(self) -> bool:
        return self.last_import is not None and not self.last_import.is_over


def supplies() -> list[Supply]:
    """Every shop with its last imports (R48, R49), in a constant number of queries."""
    return _supplies(Shop.objects.all())


def supply_of(shop: Shop) -> Supply:
    return _supplies(Shop.objects.filter(pk=shop.pk))[0]


def _supplies(wanted: QuerySet[Shop]) -> list[Supply]:
    last = OrderImport.objects.filter(shop=OuterRef("pk")).order_by("-id")
    finished = last.filter(state=ImportState.FINISHED).order_by("-finished_at")
    shops = wanted.annotate(
        last_import_id=Subquery(last.values("pk")[:1]), last_sync=Subquery(finished.values("finished_at")[:1])
    ).order_by("name", "pk")
    shops = shops.select_related("feed")
    imports = OrderImport.objects.in_bulk([shop.last_import_id for shop in shops if shop.last_import_id])
    return [
        Supply(shop, shop.last_sync, imports.get(shop.last_import_id), getattr(shop, "feed", None)) for shop in shops
    ]


def runs_of(shop: Shop) -> QuerySet[OrderImport]:
    """How the shop's feed was fetched, each time; shown newest first."""
    return OrderImport.objects.filter(shop=shop, is_fetched=True).select_related("started_by")


def failing_feeds() -> list[ShopFeed]:
    """Feeds that are on and fail, with their shops, longest first."""
    failing = ShopFeed.objects.filter(is_on=True, failing_since__isnull=False)
    return list(failing.select_related("shop").order_by("failing_since", "pk"))


def why_failing(feed: ShopFeed) -> str:
    """As the last fetch says."""
    last = runs_of(feed.shop).filter(state=ImportState.FAILED).order_by("-id").first()
    return str(last.failure_sentence) if last else ""


def items_of(order: Order) -> list[OrderItem]:
    return list(order.items.all())


def product_names(orders: Iterable[Order]) -> dict[int, list[str]]:
    """What was bought, by the number of the order, as its shop calls it; one query for all of them."""
    found: dict[int, list[str]] = {order.pk: [] for order in orders}
    products = OrderItem.objects.filter(order__in=list(found), kind=ItemKind.PRODUCT).order_by("position", "pk")
    for order, name in products.values_list("order_id", "name"):
        found[order].append(name)
    return found


def rest_of(order: Order, items: Iterable[OrderItem]) -> Decimal:
    """What the shop charged beside the items it told of: rounding, a discount that is no item."""
    return order.total - sum((item.total for item in items), Decimal(0))


def problems_of(order_import: OrderImport) -> QuerySet[ImportProblem]:
    """What an import left out; shown by line."""
    return ImportProblem.objects.filter(order_import=order_import)


def all_shops_queryset() -> QuerySet[Shop]:
    return Shop.objects.order_by("name", "pk")


def all_shops() -> list[Shop]:
    return list(all_shops_queryset())
