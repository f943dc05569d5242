"""Tables of shops, orders and their imports."""

from amends.orders.models.feeds import ShopFeed
from amends.orders.models.imports import FileFormat, ImportProblem, ImportState, OrderImport
from amends.orders.models.orders import ItemKind, Order, OrderItem, OrderSource, Shop

__all__ = [
    "FileFormat",
    "ImportProblem",
    "ImportState",
    "ItemKind",
    "Order",
    "OrderImport",
    "OrderItem",
    "OrderSource",
    "Shop",
    "ShopFeed",
]
