"""Orders in search and palette."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.orders.guessing import TooManyLookUps
from amends.orders.queries import find_orders
from amends.people.models import User
from amends.web.palette import PER_PROVIDER, Hit, provider


@provider
def orders(text: str, user: User) -> Iterable[Hit]:
    """Who has looked up too many is told so where they look for orders; the palette goes on finding the rest."""
    try:
        found = find_orders(user, text, limit=PER_PROVIDER)
    except TooManyLookUps:
        return
    for order in found:
        yield Hit(
            _("Orders"),
            order.customer_name or order.email,
            reverse("orders:order", args=[order.shop.code, order.code]),
            icon="package",
            code=order.code,
            sub=order.shop.name,
        )
