from amends.kit.discovery import DomainConfig


class OperateConfig(DomainConfig):
    name = "amends.operate"
