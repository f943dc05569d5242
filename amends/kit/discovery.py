"""How an app makes itself known: by the names of its files (house rule: no registration lists)."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

DISCOVERED = ("events", "fields", "steps", "clock", "jobs", "readers", "keepers", "handover")
"""Modules imported at start when an app has them; their classes register themselves."""


class DomainConfig(AppConfig):
    """An app of the house. Importing its event kinds, fields, steps and jobs registers them."""

    def ready(self) -> None:
        for name in DISCOVERED:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")
