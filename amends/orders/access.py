"""Who may see which orders.

Administrators, managers and agents see every order. A limited agent creates tickets too and needs the customer's
order for that, so they may find and open any order as well; what they may not see are other people's tickets of it,
which the order page asks of tickets.access. Importing and the settings of shops belong to managers (amends.web.guards).
"""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from amends.orders.models import Order

if TYPE_CHECKING:
    from amends.people.models import User


def visible_orders(user: "User") -> QuerySet[Order]:
    """The orders that `user` may find and open, with their shops; none for somebody who has been deactivated."""
    orders = Order.objects.select_related("shop").defer("search")
    return orders if user.is_active else orders.none()


def get_order_for(user: "User", shop_code: str, code: str) -> Order:
    """The order `code` of the shop, or Http404 when there is none that `user` may see."""
    return get_object_or_404(visible_orders(user), shop__code=shop_code, code=code)
