"""Rules at work: what happened to some subjects of one kind, the rules it concerns, one run each.

Everything here is one transaction, for a batch of subjects whose rows are locked once, in the order of their ids. Each
subject's events are acted on in their order: the first event of each, then the second. Within such a round the rules
act in their order, each on all subjects that it concerns at once; a later rule sees what an earlier one changed.

A run is one row unique per (rule, subject, occurrence): tried again or killed half-way, it happens once. Rules may set
each other off; two brakes make every chain end: it is at most 8 long, and among the consequences of one deed a rule
acts once per subject.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from amends.automations.chains import actor_of, origins_of
from amends.automations.events import RuleStopped
from amends.automations.models import Run, RunState
from amends.automations.ruleset import Known, NotJudged, rule_set
from amends.journal.actors import Actor, Authors
from amends.journal.models import Event
from amends.journal.recording import record_many
from amends.kit.translated import in_every_language, pick
from amends.vocabulary import Asker, Step
from amends.vocabulary.problems import Text
from amends.vocabulary.steps import steps_for
from amends.vocabulary.subjects import subject_kind

logger = logging.getLogger(__name__)

DEEPEST = 8
"""Links in a chain of causes after which rules stop."""

TRIED_AGAIN = (OperationalError, InterfaceError)
"""The database is away, or chose us as the victim of a deadlock: the whole batch is tried again."""

Told = dict[str, Any]
"""What one step did, as a run keeps it."""


def act(kind: str, happened: Mapping[int, Sequence[Event]]) -> list[Run]:
    """Run every rule that these events set off on their subjects of this kind, whose numbers are the keys.

    In the caller's transaction. May be called again for the same events at any time: what has run does not run again.
    """
    batch = _Batch(kind, happened)
    for number in range(max(map(len, happened.values()), default=0)):
        batch.round({id: events[number] for id, events in happened.items() if len(events) > number})
    return batch.keep()


class _Batch:
    def __init__(self, kind: str, happened: Mapping[int, Sequence[Event]]) -> None:
        self.kind = kind
        self.subject = subject_kind(kind)
        self.rules = rule_set()
        self.asks_many = self.rules.asks_many(kind)
        self.rows = self.subject.lock(happened, many=self.asks_many)
        events = [event for several in happened.values() for event in several]
        self.origins = origins_of(events)
        self.ran = self._runs_before(list(happened), events)
        self.acted = self._rules_in_acts(list(happened), events)
        self.runs: list[Run] = []

    # --- What was done before -----------------------------------------------------------------------------------------

    def _runs_before(self, ids: list[int], events: list[Event]) -> set[tuple[int, int, str]]:
        """(rule, subject, occurrence) of runs that were kept already."""
        runs = Run.objects.filter(subject_kind=self.kind, subject_id__in=ids)
        kept = runs.filter(occurrence__in={_occurrence(event) for event in events})
        return set(kept.values_list("rule_id", "subject_id", "occurrence"))

    def _rules_in_acts(self, ids: list[int], events: list[Event]) -> set[tuple[Any, int, int]]:
        """(act, rule, subject) of what rules did in the chains that these events go on with."""
        acts = {event.act for event in events if event.depth} | {event.act for event in self.origins.values()}
        if not acts:
            return set()
        runs = Run.objects.filter(act__in=acts, subject_kind=self.kind, subject_id__in=ids)
        return set(runs.values_list("act", "rule_id", "subject_id"))

    # --- One event of each subject ------------------------------------------------------------------------------------

    def round(self, events: Mapping[int, Event]) -> None:
        """Wave by wave: the next rule of each subject acts; then the rows are read again, for the one after it.

        No rule acts on what takes something back. What rules made in the act that is taken back goes with it.
        """
        undoing = {id: event for id, event in events.items() if event.undoes and id in self.rows}
        if undoing:
            self._take_back(undoing)
        events = {id: event for id, event in events.items() if not event.undoes}
        asker = Asker.nobody()
        acted = dict.fromkeys(events, -1)
        while acted:
            turn: dict[Known, list[int]] = {}
            for id, place in acted.items():
                if known := self._next(id, events[id], asker, after=place):
                    turn.setdefault(known, []).append(id)
            for known in sorted(turn, key=lambda known: known.place):
                self._run(known, sorted(turn[known]), events)
            acted = {id: known.place for known, ids in turn.items() for id in ids}
            self.rows |= self.subject.read(acted, many=self.asks_many) if acted else {}

    def _take_back(self, undoing: Mapping[int, Event]) -> None:
        acts = {id: event.undoes for id, event in undoing.items() if event.undoes}
        by = Authors({id: event.actor.because(event) for id, event in undoing.items()})
        for step in steps_for(self.kind):
            step.take_back_what_followed(acts, by)
        self.rows |= self.subject.read(undoing, many=self.asks_many)

    def _next(self, id: int, event: Event, asker: Asker, *, after: int = -1) -> Known | None:
        """The first rule after that place that has to act on this subject now."""
        if id not in self.rows:
            return None
        for known in self.rules.concerned(self.kind, event.kind, event.fact, self.rows[id], after):
            if (known.rule.pk, id, _occurrence(event)) in self.ran:
                continue
            verdict = known.holds(event.fact, self.rows[id], asker)
            if isinstance(verdict, NotJudged):
                self._note_not_judged(known, id, event, verdict.failure)
            elif verdict:
                return known
        return None

    def _note_not_judged(self, known: Known, id: int, event: Event, failure: Exception) -> None:
        logger.error("The rule %s could not be judged of %s %s", known.rule.pk, self.kind, id, exc_info=failure)
        by = actor_of(known.rule, event, self.origins.get(event.pk))
        self._note(known, id, event, by, RunState.FAILED, [], timezone.now(), error=_said(failure))

    def _run(self, known: Known, ids: list[int], events: Mapping[int, Event]) -> None:
        """One rule on all subjects that it concerns now."""
        started = timezone.now()
        by = {id: actor_of(known.rule, events[id], self.origins.get(events[id].pk)) for id in ids}
        stopped = {id: why for id in ids if (why := self._why_stop(known, id, by[id]))}
        going = [id for id in ids if id not in stopped]
        self._tell_stopped(known, stopped, by)
        told: dict[int, list[Told]] = {id: [] for id in ids}
        if known.works:
            for step in known.steps or ():
                for id, outcome in self._do(step, going, by).items():
                    told[id].append(outcome)
        for id in ids:
            state = RunState.STOPPED if id in stopped else _state_of(told[id]) if known.works else RunState.MISSED
            self._note(known, id, events[id], by[id], state, told[id], started)

    def _why_stop(self, known: Known, id: int, by: Actor) -> str:
        """What somebody did may set a rule off any number of times; what rules did, once per rule and subject."""
        if by.depth > DEEPEST:
            return "depth"
        return "again" if by.depth > 1 and (by.act, known.rule.pk, id) in self.acted else ""

    def _tell_stopped(self, known: Known, stopped: Mapping[int, str], by: Mapping[int, Actor]) -> None:
        rule = known.rule
        record_many(
            (
                RuleStopped(rule=rule.pk, name=rule.name, why=why),
                {"rule": rule.pk, **self.subject.about(self.rows[id])},
                by[id],
            )
            for id, why in stopped.items()
        )

    # --- Steps --------------------------------------------------------------------------------------------------------

    def _do(self, step: Step, ids: list[int], by: Mapping[int, Actor]) -> dict[int, Told]:
        """One step on many; where it can't be done the others go on, and the run says so (Q8)."""
        if not ids:
            return {}
        try:
            with transaction.atomic():
                outcomes = step.run_many(ids, Authors(by))
        except TRIED_AGAIN:
            raise
        except Exception as failure:
            if len(ids) > 1:  # who is it?
                half = len(ids) // 2
                return self._do(step, ids[:half], by) | self._do(step, ids[half:], by)
            logger.exception("Step %s of a rule failed on %s %s", step.code, self.kind, ids[0])
            return {ids[0]: _told(step, "failed", _said(failure))}
        stored = {outcome: _told(step, outcome.state, outcome.reason) for outcome in set(outcomes.values())}
        return {id: stored[outcome] for id, outcome in outcomes.items()}

    # --- Writing down -------------------------------------------------------------------------------------------------

    def _note(
        self,
        known: Known,
        id: int,
        event: Event,
        by: Actor,
        state: RunState,
        told: list[Told],
        started: datetime,
        *,
        error: str = "",
    ) -> None:
        occurrence = _occurrence(event)
        self.ran.add((known.rule.pk, id, occurrence))
        self.acted.add((by.act, known.rule.pk, id))
        self.runs.append(
            Run(
                rule=known.rule,
                subject_kind=self.kind,
                subject_id=id,
                event=event,
                occurrence=occurrence,
                act=by.act,
                state=state,
                outcomes=told,
                error=error or next((pick(one["reasons"]) for one in told if one["state"] == "failed"), ""),
                caused_at=event.at,
                started_at=started,
            )
        )

    def keep(self) -> list[Run]:
        """Write down all runs; they end with the transaction that this is the last of."""
        now = timezone.now()
        for run in self.runs:
            run.finished_at = now
        return Run.objects.bulk_create(self.runs) if self.runs else []


def _occurrence(event: Event) -> str:
    return f"event:{event.pk}"


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"


def _told(step: Step, state: str, reason: Text) -> Told:
    return {"step": step.dump(), "state": state, "reasons": in_every_language(reason)}


def _state_of(told: list[Told]) -> RunState:
    states = {one["state"] for one in told}
    if "failed" in states:
        return RunState.FAILED
    return RunState.DONE if "done" in states else RunState.SKIPPED
