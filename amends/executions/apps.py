from amends.kit.discovery import DomainConfig


class ExecutionsConfig(DomainConfig):
    name = "amends.executions"
