"""What is wrong with conditions or steps that came from outside, in sentences that name the place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.kit.refusals import Refused

Text = str | Promise


@dataclass(frozen=True)
class Problem:
    """`path` leads to the culprit in the JSON (`("all", 1, "value")`), `sentence` tells a person what is wrong."""

    path: tuple[str | int, ...]
    sentence: Text

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(Refused):
    """Conditions or steps that can't be used; `problems` names every place, `message` is their first sentence."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem], *, field: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems[0].sentence if problems else _("This can’t be used."), field=field)


class BadValue(ValueError):
    """A single value is of the wrong sort; carries the translated sentence."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence)
        self.sentence = sentence
