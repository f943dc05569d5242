from amends.kit.discovery import DomainConfig


class ActivitiesConfig(DomainConfig):
    name = "amends.activities"
