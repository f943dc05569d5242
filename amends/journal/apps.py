from amends.kit.discovery import DomainConfig


class JournalConfig(DomainConfig):
    name = "amends.journal"
