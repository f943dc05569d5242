from amends.kit.discovery import DomainConfig


class KitConfig(DomainConfig):
    name = "amends.kit"
