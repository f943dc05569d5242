"""What can be asked of an order in the list of orders."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.kit.search import fold
from amends.orders.models import Order, Shop
from amends.vocabulary import Chooser, Field, Option, register_fields, types

_ORDER, _CUSTOMER, _DELIVERY = _("Order"), _("Customer"), _("Delivery")


class ShopChooser(Chooser):
    code = "shop"

    def options(self, query: str, user: Any) -> list[Option]:
        return [Option(shop.code, shop.name) for shop in Shop.objects.all() if fold(query) in fold(shop.name)]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return dict(Shop.objects.filter(code__in=list(values)).values_list("code", "name"))


register_fields(
    "order",
    Order,
    [
        Field("shop", _("Shop"), types.CHOICE, column="shop__code", chooser="shop", group=_ORDER),
        Field("placed", _("Placed"), types.MOMENT, column="placed_at", sorts=("placed_at", "id"), group=_ORDER),
        Field("code", _("Order number"), types.TEXT, column="code", searched="search", whole=True, group=_ORDER),
        Field("invoice", _("Invoice"), types.TEXT, column="invoice_code", searched="search", group=_ORDER),
        Field("total", _("Total with VAT"), types.MONEY, column="total", group=_ORDER),
        Field("currency", _("Currency"), types.TEXT, column="currency", group=_ORDER),
        Field("customer", _("Customer’s name"), types.TEXT, column="customer_name", searched="search", group=_CUSTOMER),
        Field("company", _("Company"), types.TEXT, column="company", searched="search", group=_CUSTOMER),
        Field("email", _("E-mail"), types.TEXT, column="email", searched="search", group=_CUSTOMER),
        Field("phone", _("Phone"), types.TEXT, column="phone", searched="search", group=_CUSTOMER),
        Field("language", _("Language"), types.TEXT, column="language", group=_CUSTOMER),
        Field("country", _("Country"), types.TEXT, column="country", group=_CUSTOMER),
        Field("carrier", _("Carrier"), types.TEXT, column="carrier", group=_DELIVERY),
        Field("payment", _("Payment"), types.TEXT, column="payment", group=_DELIVERY),
        Field("package", _("Parcel number"), types.TEXT, column="package_number", searched="search", group=_DELIVERY),
    ],
)
