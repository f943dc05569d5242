from amends.kit.discovery import DomainConfig


class ApiConfig(DomainConfig):
    name = "amends.api"
