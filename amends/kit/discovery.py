"""How an app makes itself known: by the names of its files (house rule: no registration lists)."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig

DISCOVERED = (
    "events",
    "fields",
    "steps",
    "subjects",
    "things",
    "sight",
    "clock",
    "jobs",
    "readers",
    "keepers",
    "handover",
    "hanging",
    "retention",
    "forgetting",
)
"""Modules imported at start when an app has them; their classes register themselves."""


class DomainConfig(AppConfig):
    """An app of the house. Importing its event kinds, fields, steps and jobs registers them."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Django takes the only configuration in `apps.py`, or the default one; importing this class makes it two."""
        super().__init_subclass__(**kwargs)
        cls.default = True  # type: ignore[attr-defined]

    def ready(self) -> None:
        for name in DISCOVERED:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")
