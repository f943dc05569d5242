from amends.kit.discovery import DomainConfig


class NotificationsConfig(DomainConfig):
    name = "amends.notifications"
