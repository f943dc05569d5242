"""The presets of the list of activities (R7-R11), said in the same conditions that the filter bar is made of."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from amends.activities.models import ActivityStatus
from amends.vocabulary import Condition, Tree
from amends.vocabulary.problems import Text

IS_OPEN = Condition(field="status", op="is", value=[ActivityStatus.OPEN.value])


@dataclass(frozen=True)
class Preset:
    """`only_open` holds unless the reader asks for a status (Q14). Days are days of whoever asks."""

    code: str
    label: Text
    due: Condition | None
    only_open: bool = True

    def tree(self, *, status_is_asked: bool = False) -> Tree:
        conditions = [self.due] if self.due else []
        return Tree.of(*conditions, *([IS_OPEN] if self.only_open and not status_is_asked else []))


def _due(op: str, value: str | int | None = None) -> Condition:
    return Condition(field="due", op=op, value=value)


PRESETS = {
    preset.code: preset
    for preset in (
        Preset("week", _("Next 7 days"), _due("within_next_days", 7)),
        Preset("today", _("Today"), _due("on", "today")),
        Preset("later", _("In more than a week"), _due("after", "today+7")),
        # Passed to the minute: nought hours old. A whole day has passed when it is over.
        Preset("delayed", _("Delayed"), _due("older_than_hours", 0)),
        Preset("none", _("No deadline"), _due("is_empty")),
        Preset("all", _("All"), None, only_open=False),
    )
}

LATE_BEFORE_TODAY = Preset("late_before_today", _("Delayed"), _due("before", "today"))
"""The late ones that "Next 7 days" and "Today" would leave out: those begin with today."""
