"""What happens to executions. What they do to rows, the rows' own events tell."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from amends.journal.events import WHOLE_ACT, EventKind

Words = str | Promise


class ExecutionBegun(EventKind):
    code = "execution.begun"
    label = gettext_lazy("Bulk change started")
    because: ClassVar[Words] = gettext_lazy("because of a bulk change")
    subjects = ("execution",)
    personal: ClassVar[Mapping[str, str]] = {"steps": WHOLE_ACT}  # "set the customer to Jana Nova"

    execution: int
    subject: str
    steps: list[dict[str, Any]]
    rows: int

    def sentence(self) -> str:
        return ngettext("Bulk change of %(n)d row started", "Bulk change of %(n)d rows started", self.rows) % {
            "n": self.rows
        }


class ExecutionStopped(EventKind):
    code = "execution.stopped"
    label = gettext_lazy("Bulk change stopped")
    because: ClassVar[Words] = gettext_lazy("because a bulk change was stopped")
    subjects = ("execution",)

    execution: int
    handled: int
    rows: int

    def sentence(self) -> str:
        return ngettext(
            "Bulk change stopped after %(handled)d of %(n)d row",
            "Bulk change stopped after %(handled)d of %(n)d rows",
            self.rows,
        ) % {"handled": self.handled, "n": self.rows}
