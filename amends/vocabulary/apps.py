from amends.kit.discovery import DomainConfig


class VocabularyConfig(DomainConfig):
    name = "amends.vocabulary"
