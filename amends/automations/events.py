"""What happens to rules themselves, and when a chain of rules is stopped.

No rule can wait for these: their codes begin with `rule.`, and a stop that sets off rules would never end.
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from amends.journal.events import EventKind
from amends.kit.translated import pick


class OfRule(EventKind):
    """Which rule, with its name at the time."""

    subjects: ClassVar[tuple[str, ...]] = ("rule",)

    rule: int
    name: str

    def _say(self, words: str) -> str:
        return words % {"name": self.name}


class RuleCreated(OfRule):
    code = "rule.created"
    label = gettext_lazy("Rule created")

    def sentence(self) -> str:
        return self._say(gettext("Rule %(name)s was created"))


class RuleEdited(OfRule):
    code = "rule.edited"
    label = gettext_lazy("Rule edited")

    def sentence(self) -> str:
        return self._say(gettext("Rule %(name)s was edited"))


class RuleSwitched(OfRule):
    code = "rule.switched"
    label = gettext_lazy("Rule switched on or off")

    on: bool

    def sentence(self) -> str:
        return self._say(
            gettext("Rule %(name)s was switched on") if self.on else gettext("Rule %(name)s was switched off")
        )


class RuleDeleted(OfRule):
    code = "rule.deleted"
    label = gettext_lazy("Rule deleted")

    def sentence(self) -> str:
        return self._say(gettext("Rule %(name)s was deleted"))


class RuleBroken(OfRule):
    code = "rule.broken"
    label = gettext_lazy("Rule broken")

    reasons: dict[str, str]
    """The sentence in each language."""

    def sentence(self) -> str:
        return gettext("Rule %(name)s is broken: %(reason)s") % {"name": self.name, "reason": pick(self.reasons)}


class RuleRepaired(OfRule):
    code = "rule.repaired"
    label = gettext_lazy("Rule repaired")

    def sentence(self) -> str:
        return self._say(gettext("Rule %(name)s works again"))


class RuleStopped(OfRule):
    """On whatever the rule is about: it would have acted, and did not, so that a chain of rules comes to an end."""

    code = "rule.stopped"
    label = gettext_lazy("Rule stopped")
    of_any_subject = True

    why: str
    """`depth`: the chain is too long; `again`: the rule has acted on it in this chain already."""

    def sentence(self) -> str:
        return self._say(str(WHY_STOPPED[self.why]))


WHY_STOPPED: dict[str, str | Promise] = {
    "depth": gettext_lazy("Rule %(name)s was stopped: rules set each other off too many times in a row"),
    "again": gettext_lazy("Rule %(name)s was stopped: it has acted in this chain already"),
}
