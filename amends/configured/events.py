"""What happens to configured things, whatever they are: the history of settings is made of these."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.configured.things import thing_called
from amends.journal.events import EventKind
from amends.kit.translated import pick

Names = dict[str, str]
Plain = bool | int | str | dict[str, str] | list[str] | None
"""What a column of a configured thing holds, as JSON keeps it; another thing is its code."""
Words = str | Promise

EVERY_KIND = frozenset({"configured"})


class ConfiguredFact(EventKind):
    """A fact about one configured thing: of which kind it is (`thing`), its code, and its names then."""

    of_any_subject: ClassVar[bool] = True
    icon = "settings"
    retires = EVERY_KIND

    thing: str
    code_of: str
    names: Names

    @property
    def words(self) -> dict[str, str]:
        return {"thing": str(thing_called(self.thing)), "name": pick(self.names) or self.code_of}


class ConfiguredMade(ConfiguredFact):
    code = "configured.made"
    label = gettext_lazy("Setting created")

    def sentence(self) -> str:
        return _("%(thing)s “%(name)s” created") % self.words


class ConfiguredChanged(ConfiguredFact):
    """`changes`: by column, what it was and what it is now."""

    code = "configured.changed"
    label = gettext_lazy("Setting changed")

    changes: dict[str, tuple[Plain, Plain]]

    def sentence(self) -> str:
        return _("%(thing)s “%(name)s” changed") % self.words


class ConfiguredRetired(ConfiguredFact):
    code = "configured.retired"
    label = gettext_lazy("Setting retired")
    icon = "archive"

    replacement: str | None = None
    replacement_names: Names = {}

    def sentence(self) -> str:
        if self.replacement is None:
            return _("%(thing)s “%(name)s” retired") % self.words
        new = pick(self.replacement_names) or self.replacement
        return _("%(thing)s “%(name)s” retired, “%(new)s” takes its place") % {**self.words, "new": new}


class ConfiguredRestored(ConfiguredFact):
    code = "configured.restored"
    label = gettext_lazy("Setting restored")
    icon = "archive-off"

    def sentence(self) -> str:
        return _("%(thing)s “%(name)s” is used again") % self.words


class ConfiguredArranged(EventKind):
    """`codes` in their new order."""

    code = "configured.arranged"
    label = gettext_lazy("Settings arranged")
    of_any_subject: ClassVar[bool] = True
    icon = "arrows-sort"

    thing: str
    codes: list[str]

    def sentence(self) -> str:
        return _("%(thing)s: order changed") % {"thing": str(thing_called(self.thing))}
