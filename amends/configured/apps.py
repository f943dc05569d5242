from amends.kit.discovery import DomainConfig


class ConfiguredConfig(DomainConfig):
    name = "amends.configured"
