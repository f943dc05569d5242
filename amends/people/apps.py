from amends.kit.discovery import DomainConfig


class PeopleConfig(DomainConfig):
    name = "amends.people"
