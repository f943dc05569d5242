"""Rules and runs as the templates show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.automations.models import Rule, Run, RunState
from amends.automations.queries import Record, named_subjects
from amends.automations.sentences import Pieces, sentence_of
from amends.journal.actors import ActorKind
from amends.kit.translated import pick
from amends.vocabulary import Invalid, Step, parse_steps
from amends.vocabulary.choosers import labels_at_hand
from amends.vocabulary.subjects import Named, subject_kinds
from amends.web.shell.words import amount

BAR_HEIGHT = 15
SHORTEST_BAR = 1
MINUTES_FROM = 120
"""Seconds from which nobody counts in seconds any more."""
LONGER = (("day", 86400), ("hour", 3600), ("minute", 60))


@dataclass(frozen=True)
class Bar:
    """One day of the small chart, in the units of its view box (60 by 16), as SVG writes numbers in any language."""

    x: str
    y: str
    height: str


@dataclass(frozen=True)
class RuleRow:
    """One line of the list. `lag` is said as people say it."""

    rule: Rule
    record: Record
    sentence: Pieces
    lag: str
    bars: tuple[Bar, ...]
    trend: str

    @classmethod
    def of(cls, record: Record) -> "RuleRow":
        return cls(
            rule=record.rule,
            record=record,
            sentence=sentence_of(record.rule),
            lag="" if record.lag is None else how_long(record.lag),
            bars=_bars(record.trend),
            trend=_("last ten days: %(counts)s") % {"counts": ", ".join(str(count) for count in record.trend)},
        )


def how_long(lag: float) -> str:
    """ "0.02 s", "0.2 s", "14 s", "5 min": the shorter, the more figures matter."""
    if lag >= MINUTES_FROM:
        unit, length = next((name, length) for name, length in LONGER if lag >= length)
        return amount(unit, int(lag // length))
    places = 2 if lag < 0.1 else 1 if lag < 10 else 0
    return _("%(seconds)s s") % {"seconds": number_format(lag, decimal_pos=places)}


def _bars(trend: tuple[int, ...]) -> tuple[Bar, ...]:
    most = max(trend) or 1
    heights = [max(SHORTEST_BAR, BAR_HEIGHT * count / most) for count in trend]
    return tuple(Bar(f"{6 * day}", f"{16 - height:.1f}", f"{height:.1f}") for day, height in enumerate(heights))


@dataclass(frozen=True)
class OutcomeRow:
    """What one step did."""

    sentence: str
    state: str
    label: str
    reason: str


@dataclass(frozen=True)
class RunRow:
    """One line of the runs: when, on what, because of what, and what came of it."""

    run: Run
    subject: str
    address: str
    """Empty when the subject is gone."""
    cause: str
    causer: str
    outcomes: tuple[OutcomeRow, ...]

    @property
    def is_bad(self) -> bool:
        return self.run.state in {RunState.FAILED, RunState.MISSED}


OUTCOMES = {"done": gettext_lazy("done"), "skipped": gettext_lazy("skipped"), "failed": gettext_lazy("failed")}


def run_rows(runs: Iterable[Run]) -> list[RunRow]:
    """The lines of these runs; what their steps name is looked up once for all of them."""
    listed = [(run, [(_step(outcome["step"], run), outcome) for outcome in run.outcomes]) for run in runs]
    subjects = named_subjects(run for run, _outcomes in listed)
    steps = [step for _run, outcomes in listed for step, _outcome in outcomes if step]
    with labels_at_hand((code, value) for step in steps for _parameter, code, value in step.references()):
        return [_run_row(run, subjects.get((run.subject_kind, run.subject_id)), outcomes) for run, outcomes in listed]


def _step(raw: Any, run: Run) -> Step | None:
    try:
        return parse_steps([raw], run.subject_kind)[0]
    except Invalid:
        return None


def _run_row(run: Run, subject: Named | None, outcomes: list[tuple[Step | None, dict[str, Any]]]) -> RunRow:
    kind = subject_kinds().get(run.subject_kind)
    return RunRow(
        run=run,
        subject=subject.name if subject else f"{kind.label if kind else run.subject_kind} {run.subject_id}",
        address=subject.address if subject else "",
        cause=run.event.sentence if run.event else "",
        causer=str(run.event.actor.name) if run.event and run.event.actor_kind != ActorKind.CLOCK else "",
        outcomes=tuple(
            OutcomeRow(
                sentence=step.sentence() if step else str(outcome["step"].get("step", "")),
                state=outcome["state"],
                label=str(OUTCOMES.get(outcome["state"], outcome["state"])),
                reason=pick(outcome["reasons"]),
            )
            for step, outcome in outcomes
        ),
    )
