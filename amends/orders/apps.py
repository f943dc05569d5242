from amends.kit.discovery import DomainConfig


class OrdersConfig(DomainConfig):
    name = "amends.orders"
