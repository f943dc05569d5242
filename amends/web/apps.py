from amends.kit.discovery import DomainConfig


class WebConfig(DomainConfig):
    name = "amends.web"
