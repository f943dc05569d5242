from amends.kit.discovery import DomainConfig


class FilesConfig(DomainConfig):
    name = "amends.files"
