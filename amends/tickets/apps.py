from amends.kit.discovery import DomainConfig


class TicketsConfig(DomainConfig):
    name = "amends.tickets"
