"""The settings that look alike."""

from amends.configured.things import things
from amends.web.settings.registry import Section, register_section


def register_things() -> None:
    """One section for each kind of thing that has its page here."""
    for thing in things():
        if thing.path:
            register_section(
                Section(thing.path, thing.many, thing.hint, "configured:things", icon=thing.icon, path=thing.path)
            )


register_things()
