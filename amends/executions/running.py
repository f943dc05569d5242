"""Doing it: one chunk after another, each in a transaction that also holds its result."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.executions.models import Chunk, Execution, ExecutionState, Letter
from amends.executions.sight import within_reach
from amends.kit.outcomes import Outcome, Outcomes, Text
from amends.kit.sets import lock_ids
from amends.kit.translated import in_every_language
from amends.people.models import User
from amends.vocabulary import Asker, Step
from amends.vocabulary.subjects import subject_kind

logger = logging.getLogger(__name__)

GONE = _("It is no longer there.")

Deed = Callable[[Sequence[int]], Outcomes]


def run_chunk(pk: int) -> bool:
    """Do the next chunk that waits; False when there is none (left) to do. Retried or killed half-way, it is done once.

    The execution is locked before its rows, so two workers never do the same chunk and Stop counts at once.
    """
    with transaction.atomic():
        execution = Execution.objects.select_for_update(of=("self",)).select_related("author").get(pk=pk)
        chunk = Chunk.objects.filter(execution=execution, states="").order_by("position").first()
        if execution.is_over or chunk is None:
            _finish(execution)
            return False
        result = _Result.of(chunk.ids, execution, chunk)
        chunk.states, chunk.reasons, chunk.former = result.states, result.reasons, result.former
        chunk.save(update_fields=["states", "reasons", "former"])
        _count(execution, chunk.states)
    return True


def _count(execution: Execution, states: str) -> None:
    execution.done += states.count(Letter.DONE)
    execution.skipped += states.count(Letter.SKIPPED)
    execution.refused += states.count(Letter.REFUSED)
    execution.failed += states.count(Letter.FAILED)
    execution.state, execution.heard_at = ExecutionState.RUNNING, timezone.now()
    execution.save(update_fields=["done", "skipped", "refused", "failed", "state", "heard_at"])
    if execution.handled >= execution.total:
        _finish(execution)


def _finish(execution: Execution) -> None:
    if not execution.is_over:
        execution.state, execution.finished_at = ExecutionState.FINISHED, timezone.now()
        execution.save(update_fields=["state", "finished_at"])


@dataclass
class _Result:
    """What became of the rows of a chunk, step by step."""

    ids: Sequence[int]
    letters: dict[int, str] = field(default_factory=dict)
    why: dict[int, Text] = field(default_factory=dict)
    former: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, ids: Sequence[int], execution: Execution, chunk: Chunk) -> "_Result":
        steps, by = execution.parsed, execution.by
        with _as_if_there(execution.author):
            here = _within_sight(execution.subject, ids, execution.author)
            result = cls(ids, dict.fromkeys(ids, Letter.SKIPPED), dict.fromkeys(set(ids) - set(here), GONE))
            for step, former in _order(steps, execution, chunk):
                rows = here if former is None else [row for row in here if str(row) in former]
                outcomes, failures = _attempt(_deed(step, former, by), rows)
                result.take(outcomes, failures)
        return result

    def take(self, outcomes: Outcomes, failures: dict[int, str]) -> None:
        for row, outcome in outcomes.items():
            letter = Letter.DONE if outcome.is_done else Letter.REFUSED if outcome.refusal else Letter.SKIPPED
            self._rank(row, letter, outcome.reason)
        for row, failure in failures.items():
            self._rank(row, Letter.FAILED, failure)
        self.former.append({str(row): outcome.former for row, outcome in outcomes.items() if outcome.is_done})

    def _rank(self, row: int, letter: str, reason: Text) -> None:
        """Of several steps, what matters most to whoever reads the result; the first reason stays."""
        weights = [Letter.SKIPPED, Letter.REFUSED, Letter.DONE, Letter.FAILED]
        if weights.index(Letter(letter)) > weights.index(Letter(self.letters[row])):
            self.letters[row] = letter
        if reason:
            self.why.setdefault(row, reason)

    @property
    def states(self) -> str:
        return "".join(str(self.letters[row]) for row in self.ids)

    @property
    def reasons(self) -> list[Any]:
        """Each different reason once, in every language, with the places of its rows."""
        said: dict[str, list[Any]] = {}
        for place, row in enumerate(self.ids):
            if (reason := self.why.get(row)) is not None:
                key = str(reason)
                if key not in said:
                    said[key] = [in_every_language(reason), []]
                said[key][1].append(place)
        return list(said.values())


def _as_if_there(author: User | None) -> AbstractContextManager[Any]:
    """Days and hours are meant in the time zone of whoever pressed."""
    return timezone.override(Asker.of(author).zone) if author else nullcontext()


def _within_sight(subject: str, ids: Sequence[int], author: User | None) -> list[int]:
    """The rows that the author may work on, asked under their locks; none for somebody who has left meanwhile."""
    lock_ids(subject_kind(subject).model, ids)
    if author is not None and not author.is_active:
        return []
    return within_reach(subject, ids, author)


def _order(steps: Sequence[Step], execution: Execution, chunk: Chunk) -> list[tuple[Step, dict[str, Any] | None]]:
    """The steps in their order; to take back, in the opposite one, each with what its rows were before."""
    if execution.undoes_id is None:
        return [(step, None) for step in steps]
    return list(zip(reversed(steps), reversed(chunk.former), strict=True))


def _deed(step: Step, former: dict[str, Any] | None, by: Any) -> Deed:
    if former is None:
        return lambda rows: step.run_many(rows, by)
    return lambda rows: step.undo_many({row: former[str(row)] for row in rows}, by)


def _attempt(deed: Deed, rows: Sequence[int]) -> tuple[Outcomes, dict[int, str]]:
    """All rows at once; when that fails, one by one, so that a row that can't be done stops no other."""
    if not rows:
        return {}, {}
    try:
        with transaction.atomic():
            return deed(rows), {}
    except (OperationalError, InterfaceError):
        raise  # the database is away or chose us as the victim of a deadlock: the chunk is tried again
    except Exception as failure:
        logger.exception("A step of an execution failed on %d rows", len(rows))
        if len(rows) == 1:
            return {}, {rows[0]: f"{type(failure).__name__}: {failure}"}
    outcomes: dict[int, Outcome] = {}
    failures: dict[int, str] = {}
    for row in rows:
        one, failed = _attempt(deed, [row])
        outcomes |= one
        failures |= failed
    return outcomes, failures
