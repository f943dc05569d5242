"""What became of a deed on one row of many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

from amends.kit.refusals import Refused

Text = str | Promise


@dataclass(frozen=True)
class Outcome:
    """A deed that was not needed, or that the domain refused, is skipped and says why; a refusal is kept whole.

    `former` is what a taking back has to know, as JSON: mostly the value that was there before.
    """

    state: Literal["done", "skipped"]
    reason: Text = ""
    """Lazy, so that whoever keeps it can say it in every language (see `amends.kit.translated.say`)."""
    refusal: Refused | None = field(default=None, compare=False)
    former: Any = field(default=None, compare=False)

    @classmethod
    def done(cls, former: Any = None) -> "Outcome":
        return cls("done", former=former)

    @classmethod
    def skipped(cls, reason: Text) -> "Outcome":
        """There was nothing to do."""
        return cls("skipped", reason)

    @classmethod
    def refused(cls, refusal: Refused) -> "Outcome":
        return cls("skipped", refusal.message, refusal)

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    def insist(self) -> None:
        """For whoever asked for one row only: raise the refusal, if it was one."""
        if self.refusal is not None:
            raise self.refusal


Outcomes = dict[int, Outcome]
"""What became of each row, by its id."""


def count_done(outcomes: Mapping[int, Outcome]) -> int:
    return sum(outcome.is_done for outcome in outcomes.values())
