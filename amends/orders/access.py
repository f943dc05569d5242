"""Who may see which orders.

Administrators, managers and agents see every order. A limited agent creates tickets too and needs the customer's
order for that, so they may look up an order that the customer can name, and open it; but they may not leaf through all
customers of the shop, neither by searching for what many have nor by counting through the numbers of rows or of orders
(amends.orders.guessing). The tickets
shown with an order are those that tickets.access lets them see. Importing and the settings of shops belong to managers
and administrators.
"""

from typing import TYPE_CHECKING, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet

from amends.kit.refusals import NotThere
from amends.orders.guessing import count_look_up
from amends.orders.models import Order, OrderImport, Shop

if TYPE_CHECKING:
    from amends.people.models import User

_signer = Signer(salt="amends.orders.reference")
Row = TypeVar("Row", bound=Model)


def visible_orders(user: "User") -> QuerySet[Order]:
    """The orders that `user` may find and open, with their shops; none for somebody who has been deactivated."""
    orders = Order.objects.select_related("shop").defer("search")
    return orders if user.is_active else orders.none()


def may_browse_orders(user: "User") -> bool:
    """May `user` list orders without looking for a certain one?"""
    return user.is_active and not user.is_limited


def reference_to(user: "User", order: Order) -> str:
    """How a form of `user` names an order that was found: by its number, or signed for whoever may not browse."""
    return str(order.pk) if may_browse_orders(user) else _signer.sign_object([user.pk, order.pk])


def get_referred_order(user: "User", reference: str) -> Order:
    """The order that reference_to() named for this very person; NotThere when there is none."""
    if may_browse_orders(user):
        known = reference.isascii() and reference.isdigit() and len(reference) <= 18
        return _found(visible_orders(user), pk=int(reference) if known else None)
    try:
        person, pk = _signer.unsign_object(reference)
    except (BadSignature, ValueError, TypeError):
        raise NotThere from None
    return _found(visible_orders(user), pk=pk if person == user.pk else None)


def may_import_orders(user: "User") -> bool:
    return user.is_active and user.may_manage


def get_import_for(user: "User", pk: int) -> OrderImport:
    """One import, for those who may import; else NotThere."""
    return _found(visible_imports(user), pk=pk)


def visible_imports(user: "User") -> QuerySet[OrderImport]:
    """Imports with their shops and who began them, newest first."""
    imports = OrderImport.objects.select_related("shop", "started_by").order_by("-id")
    return imports if may_import_orders(user) else imports.none()


def get_shop_for(user: "User", code: str) -> Shop:
    """A shop to be set up, for those who may import; else NotThere."""
    return _found(Shop.objects.all() if may_import_orders(user) else Shop.objects.none(), code=code)


def may_set_feeds(user: "User") -> bool:
    """An address that Amends asks from within, and a password."""
    return user.is_active and user.is_administrator


def get_feed_shop_for(user: "User", code: str) -> Shop:
    """A shop whose feed is to be set up; else NotThere."""
    return _found(Shop.objects.all() if may_set_feeds(user) else Shop.objects.none(), code=code)


def get_fetched_shop_for(user: "User", code: str) -> Shop:
    """A shop whose feed anybody of the house may have fetched: they miss an order of it; else NotThere."""
    shops = Shop.objects.filter(feed__is_on=True)
    return _found(shops if user.is_active else shops.none(), code=code)


def get_order_for(user: "User", shop_code: str, code: str) -> Order:
    """The order `code` of the shop, or NotThere when there is none that `user` may see.

    Raises TooManyLookUps for somebody who may not browse and asks too often: numbers can be guessed.
    """
    if not may_browse_orders(user):
        count_look_up(user)
    return _found(visible_orders(user), shop__code=shop_code, code=code)


def _found(rows: QuerySet[Row], **key: object) -> Row:
    row = rows.filter(**key).first()
    if row is None:
        raise NotThere
    return row
