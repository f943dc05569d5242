from amends.kit.discovery import DomainConfig


class OutboxConfig(DomainConfig):
    name = "amends.outbox"
