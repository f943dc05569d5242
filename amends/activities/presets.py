"""The presets of the list of activities (R7-R11), said in the same conditions that the filter bar is made of.

They part activities as `standing` does: what is late is neither today's nor ahead (Q14).
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.activities.models import ActivityStatus
from amends.vocabulary import Asker, Condition, Tree, compile_tree
from amends.vocabulary.problems import Text

IS_OPEN = Condition(field="status", op="is", value=[ActivityStatus.OPEN.value])


@dataclass(frozen=True)
class Preset:
    """`only_open` holds unless the reader asks for a status (Q14). Days are days of whoever asks."""

    code: str
    label: Text
    due: tuple[Condition, ...] = ()
    only_open: bool = True

    def tree(self, *, status_is_asked: bool = False) -> Tree:
        return Tree.of(*self.due, *([IS_OPEN] if self.only_open and not status_is_asked else []))

    def condition(self, asker: Asker) -> Q:
        return compile_tree(self.tree(), "activity", asker)


def _due(op: str, value: str | int | None = None) -> Condition:
    return Condition(field="due", op=op, value=value)


# To the minute: nought hours old. A whole day has passed when it is over (Q14).
PASSED, NOT_PASSED = _due("older_than_hours", 0), _due("newer_than_hours", 0)

PRESETS = {
    preset.code: preset
    for preset in (
        Preset("week", _("Next 7 days"), (NOT_PASSED, _due("before", "today+8"))),
        Preset("today", _("Today"), (NOT_PASSED, _due("before", "today+1"))),
        Preset("later", _("In more than a week"), (NOT_PASSED, _due("after", "today+7"))),
        Preset("delayed", _("Delayed"), (PASSED,)),
        Preset("none", _("No deadline"), (_due("is_empty"),)),
        Preset("all", _("All"), only_open=False),
    )
}

LATE = Preset("late", _("Delayed"), (PASSED,))
"""The open ones that "Next 7 days" and "Today" leave out, whatever status is asked for."""
