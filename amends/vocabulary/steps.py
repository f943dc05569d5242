"""Steps: what rules, macros and processes may do. One class per deed: its fields are its parameters.

    class ChangeStatus(Step):
        code = "change_status"
        label = _("Change status")
        subject = "ticket"

        status: Annotated[str, Refers("status")]

        def run_many(self, ids, by): ...
        def sentence(self): ...

Stored as JSON beside each other: `[{"step": "change_status", "status": "warranty_claim.new"}, ...]`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError

from amends.journal.actors import Actor, By, authors
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.references import Refers
from amends.kit.refusals import Refused
from amends.vocabulary.choosers import chooser
from amends.vocabulary.compiler import Missing, lost
from amends.vocabulary.problems import Invalid, Problem, Text

MOST_STEPS = 50


class Step(BaseModel):
    """A deed with its parameters. Defining a subclass with a `code` registers it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: ClassVar[str] = ""
    label: ClassVar[Text] = ""
    subject: ClassVar[str] = ""
    """What it is done to: "ticket", "activity" ..."""
    reversible: ClassVar[bool] = False
    """It has `undo_many`."""
    makes: ClassVar[bool] = False
    """It brings something about, and has `take_back_what_followed`."""
    offered: ClassVar[bool] = True
    """Anybody may ask for it; otherwise only Amends itself does it, to many rows."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.code:
            _steps[cls.code] = cls

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        """Do it to each of these rows, inside the caller's transaction. Never touches the network.

        Says of each row what became of it: what the domain refused is skipped. This form does one row after another;
        a step whose action works on sets overrides it and needs a constant number of statements.
        """
        each, outcomes = authors(by), {}
        for row in dict.fromkeys(ids):
            try:
                with transaction.atomic():
                    outcomes[row] = self.act(row, each.of(row))
            except Refused as refusal:
                outcomes[row] = Outcome.refused(refusal)
        return outcomes

    def run(self, subject: Any, by: Actor) -> Outcome:
        """run_many for one row, given as such or by its number; a row that is given is stale afterwards."""
        row = getattr(subject, "pk", subject)
        return self.run_many([row], by)[row]

    def act(self, row: int, by: Actor) -> Outcome:
        """Do it to one row, by calling one action."""
        raise NotImplementedError

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        """Take back what was done to these rows; `done` holds the `former` of each one's outcome.

        Rows that have changed since are refused. Only for steps that are `reversible`.
        """
        raise NotImplementedError

    @classmethod
    def take_back_what_followed(cls, acts: Mapping[int, UUID], by: By) -> None:
        """The deeds in which rules did this to these rows are taken back: undo what nobody has touched since.

        `acts` are those deeds by row. For steps that bring something about (`makes`), which is of no use without its
        cause; what the others changed stays.
        """

    def sentence(self) -> str:
        """What it does, as a translated plain sentence without subject: "change the status to New"."""
        return str(self.label)

    def references(self) -> list[tuple[str, str, str]]:
        """(parameter, chooser, value) of every parameter that names a configured thing."""
        found = []
        for name, info in type(self).model_fields.items():
            for mark in info.metadata:
                if isinstance(mark, Refers):
                    value = getattr(self, name)
                    values = value if isinstance(value, list | tuple) else [value]
                    found += [(name, mark.chooser, str(item)) for item in values if item not in (None, "")]
        return found

    def dump(self) -> dict[str, Any]:
        """The JSON to store."""
        return {"step": self.code, **self.model_dump(mode="json", exclude_defaults=True)}


_steps: dict[str, type[Step]] = {}


def steps_for(subject: str) -> list[type[Step]]:
    """The steps that people may choose to have done to `subject`, by code."""
    return [step for code, step in sorted(_steps.items()) if step.subject == subject and step.offered]


def all_steps() -> list[type[Step]]:
    return [_steps[code] for code in sorted(_steps)]


def parse_steps(raw: Any, subject: str, *, offered_only: bool = True) -> list[Step]:
    """The steps that `raw` (parsed JSON) spells. Raises Invalid with a sentence for each that can't be used."""
    if not isinstance(raw, list) or len(raw) > MOST_STEPS:
        raise Invalid([Problem((), _("Steps are a list of at most %(most)d.") % {"most": MOST_STEPS})])
    steps: list[Step] = []
    problems: list[Problem] = []
    for index, item in enumerate(raw):
        try:
            steps.append(_parse_step(item, subject, index, offered_only))
        except Invalid as invalid:
            problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return steps


def _parse_step(raw: Any, subject: str, index: int, offered_only: bool) -> Step:
    if isinstance(raw, Step):
        return raw
    code = raw.get("step") if isinstance(raw, dict) else None
    kind = _steps.get(code) if isinstance(code, str) else None
    if kind is None or kind.subject != subject or (offered_only and not kind.offered):
        words = {"number": index + 1, "step": str(code)[:60]}
        raise Invalid([Problem((index, "step"), _("Step %(number)d: there is no step “%(step)s”.") % words)])
    try:
        return kind.model_validate({name: value for name, value in raw.items() if name != "step"})
    except ValidationError as error:
        raise Invalid([_problem(kind, index, item) for item in error.errors()[:5]]) from None
    except Invalid as invalid:  # a step that found out more than a type can say
        raise Invalid([Problem((index, *found.path), found.sentence) for found in invalid.problems]) from None


def _problem(kind: type[Step], index: int, item: Any) -> Problem:
    words = {"number": index + 1, "step": kind.label, "parameter": ".".join(str(part) for part in item["loc"])}
    if item["type"] == "missing":
        sentence = _("Step %(number)d (%(step)s): “%(parameter)s” is missing.") % words
    elif item["type"] == "extra_forbidden":
        sentence = _("Step %(number)d (%(step)s): there is no “%(parameter)s”.") % words
    else:
        sentence = _("Step %(number)d (%(step)s): “%(parameter)s” has a value that can’t be used.") % words
    return Problem((index, *item["loc"]), sentence)


def dump_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The JSON to store."""
    return [step.dump() for step in steps]


def missing_references(steps: Iterable[Step]) -> list[Missing]:
    """Parameters that name things which are not there, or not in use, any more, in one query per chooser."""
    named = (
        Missing((index, parameter), code, value, step.label)
        for index, step in enumerate(steps)
        for parameter, code, value in step.references()
        if chooser(code)
    )
    return lost(named, given=True)
