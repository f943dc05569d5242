from amends.kit.discovery import DomainConfig


class ContactsConfig(DomainConfig):
    name = "amends.contacts"
