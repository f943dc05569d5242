from amends.kit.discovery import DomainConfig


class ViewsConfig(DomainConfig):
    name = "amends.views"
