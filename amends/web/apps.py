"""The pages. Families register what they give to the shell in files of known names."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import amends.web
from amends.kit.discovery import DomainConfig

GIVEN_TO_THE_SHELL = ("counters", "palette", "sections", "usages")
"""Modules of a page family that are imported at start: numbers of the navigation, search providers, settings, and what
uses configured things."""


class WebConfig(DomainConfig):
    name = "amends.web"

    def ready(self) -> None:
        super().ready()
        for family in iter_modules(amends.web.__path__):
            for given in GIVEN_TO_THE_SHELL:
                if family.ispkg and find_spec(f"amends.web.{family.name}.{given}"):
                    import_module(f"amends.web.{family.name}.{given}")
