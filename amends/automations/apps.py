from amends.kit.discovery import DomainConfig


class AutomationsConfig(DomainConfig):
    name = "amends.automations"
