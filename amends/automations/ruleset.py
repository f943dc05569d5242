"""The rules that wait for events, understood once per process and change of any rule.

Most rules of an event have nothing to do with the one subject at hand: they wait for another status, another carrier.
So rules stand on shelves, by what their conditions say must be equal: first by what happened (`on.where`), then by what
is true of the subject (`when`). Only what lies on the right shelf is asked, in Python, of the row that is at hand.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar

from django.db import DatabaseError

from amends.automations.models import Rule
from amends.journal.events import EventKind
from amends.kit.versions import Cached
from amends.vocabulary import Asker, Broken, Invalid, Step, Understood, field_of, parse_steps, understood
from amends.vocabulary.compiler import Question

logger = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, eq=False)
class NotJudged:
    """Neither true nor false: judging it failed. Years before the calendar begins, a field that can't be read."""

    failure: Exception

    def __bool__(self) -> NoReturn:
        raise TypeError("This was not judged: ask for that first.") from self.failure


Verdict = bool | NotJudged


def verdict(judge: Callable[P, T]) -> Callable[P, T | NotJudged]:
    """One that fails is no reason for others not to be asked; when the database is away nobody can be."""

    @wraps(judge)
    def judged(*args: P.args, **kwargs: P.kwargs) -> T | NotJudged:
        try:
            return judge(*args, **kwargs)
        except DatabaseError:
            raise
        except Exception as failure:
            return NotJudged(failure)

    return judged


@dataclass(frozen=True, eq=False)
class Known:
    """One rule, understood. `place` is where it stands among all."""

    rule: Rule
    place: int
    where: Understood
    when: Understood
    steps: tuple[Step, ...] | None
    """None: they can't be understood."""

    @property
    def works(self) -> bool:
        return self.steps is not None and not self.rule.is_broken

    @verdict
    def hears(self, fact: EventKind, asker: Asker) -> bool:
        """Did what it waits for happen?"""
        return self.is_sure_of_where or self.where.holds(fact, asker)

    @verdict
    def is_true_of(self, row: Any, asker: Asker) -> bool:
        """Is its condition true?"""
        return self.when.holds(row, asker)

    @verdict
    def holds(self, fact: EventKind, row: Any, asker: Asker) -> bool:
        """Did what it waits for happen, and is its condition true?"""
        return (self.is_sure_of_where or self.where.holds(fact, asker)) and self.when.holds(row, asker)

    @cached_property
    def is_sure_of_where(self) -> bool:
        """Its shelf says already that what it waits for happened: it asks for nothing else."""
        conditions = list(self.where.tree.conditions())
        return not conditions or (
            len(conditions) == len(self.where.questions) == 1 and bool(self.where.questions[0].keys)
        )


@verdict
def _key_of(question: Question, subject: Any) -> Any:
    return question.key_of(subject)


class Shelves(Generic[T]):
    """Things by the answer that one of their questions must have. What can't be looked up is found each time."""

    def __init__(self, things: Iterable[tuple[T, Sequence[Question]]], board: Callable[[list[T]], Any] = list) -> None:
        loose: list[T] = []
        sorted_by: dict[tuple[str, str], tuple[Question, dict[Any, list[T]]]] = {}
        for thing, questions in things:
            question = next((question for question in questions if question.keys), None)
            if question is None:
                loose.append(thing)
                continue
            place = (question.field.code, question.operator.code)
            for key in question.keys:
                sorted_by.setdefault(place, (question, {}))[1].setdefault(key, []).append(thing)
        self._loose = board(loose)
        self._sorted = [
            (question, {key: board(found) for key, found in boards.items()}) for question, boards in sorted_by.values()
        ]

    def boards(self, subject: Any) -> list[Any]:
        """Those boards on which something may be true of `subject`: all of them when its value can't be read."""
        found = [self._loose]
        for question, boards in self._sorted:
            key = _key_of(question, subject)
            if isinstance(key, NotJudged):
                found += boards.values()
            elif key is not None and key in boards:
                found.append(boards[key])
        return found


class RuleSet:
    """All rules that are on and wait for an event, by kind of subject and kind of event.

    Rules whose conditions can't be understood are not here: nobody can say whether they are concerned. They are broken,
    and say so.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        heard: dict[tuple[str, str], list[Known]] = {}
        for place, rule in enumerate(rules):
            if known := _known(rule, place):
                heard.setdefault((rule.subject, rule.kind or ""), []).append(known)
        self._heard = {waiting: _shelved(known) for waiting, known in heard.items()}
        self._many = {subject for (subject, _kind), known in heard.items() if any(map(_asks_many, known))}

    def asks_many(self, subject: str) -> bool:
        """Does the condition of some rule look at what such a subject may have many of?"""
        return subject in self._many

    def subjects_of(self, event_kind: str) -> list[str]:
        """The kinds of subject of which some rule waits for events of this kind."""
        return [subject for subject, kind in self._heard if kind == event_kind]

    def is_heard(self, subject: str, event_kind: str, fact: EventKind) -> bool:
        """Does some rule wait for just this? Judged without the subject; also when it can't be judged, which its run
        will say."""
        asker = Asker.nobody()
        return any(
            known.hears(fact, asker) is not False
            for when in self._shelves_for(subject, event_kind, fact)
            for known in when.everything
        )

    def concerned(self, subject: str, event_kind: str, fact: EventKind, row: Any, after: int = -1) -> list[Known]:
        """The rules, in their order and after that place, that may have to act; each is still to be asked."""
        found = {
            known
            for when in self._shelves_for(subject, event_kind, fact)
            for board in when.shelves.boards(row)
            for known in board
            if known.place > after
        }
        return sorted(found, key=lambda known: known.place)

    def hearing(self, subject: str, event_kind: str, fact: EventKind) -> list[Known]:
        """The rules, in their order, that wait for just this or may, whatever is true of the subject."""
        asker = Asker.nobody()
        found = {
            known
            for when in self._shelves_for(subject, event_kind, fact)
            for known in when.everything
            if known.hears(fact, asker) is not False
        }
        return sorted(found, key=lambda known: known.place)

    def _shelves_for(self, subject: str, event_kind: str, fact: EventKind) -> "list[_ByWhen]":
        where = self._heard.get((subject, event_kind))
        return where.boards(fact) if where else []


class _ByWhen:
    """The rules that wait for the same, by what they ask of the subject."""

    def __init__(self, known: list[Known]) -> None:
        self.everything = known
        self.shelves: Shelves[Known] = Shelves((one, one.when.questions) for one in known)


def _shelved(known: list[Known]) -> Shelves[Known]:
    return Shelves(((one, one.where.questions) for one in known), _ByWhen)


def _asks_many(known: Known) -> bool:
    fields = (field_of(known.rule.subject, condition.field) for _path, condition in known.when.tree.conditions())
    return any(field is not None and field.exists is not None for field in fields)


def _known(rule: Rule, place: int) -> Known | None:
    """The rule understood; None of a timed one, and of one that nobody can understand: it is broken, and says why."""
    try:
        return _understood(rule, place)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The rule %s can't be understood", rule.pk)
        return None


def _understood(rule: Rule, place: int) -> Known | None:
    where, when = understood_trigger(rule), understood(rule.when, rule.subject, at_hand=True)
    if rule.kind is None or isinstance(where, Broken) or isinstance(when, Broken):
        return None
    try:
        return Known(rule, place, where, when, tuple(parse_steps(rule.steps, rule.subject)))
    except Invalid:
        return Known(rule, place, where, when, None)


def understood_trigger(rule: Rule) -> Understood | Broken:
    """The rule's `on.where`; for a timed rule what holds always."""
    return understood(rule.where, f"event:{rule.kind}", at_hand=True)


def _made() -> RuleSet:
    return RuleSet(Rule.objects.on().in_order())


rule_set = Cached("rules", _made)
"""The present rules. Every change of a rule, of its health too, makes them anew: the table has a trigger for that."""
