"""What is different between two plans."""

from collections.abc import Iterator
from dataclasses import dataclass

from amends.tickets.workflows.plans import PhasePlan, Plan, StatusPlan


@dataclass(frozen=True)
class Change:
    """One difference between two plans. `kind` is a word for it, `status` (or `phase`) what it is about."""

    kind: str
    status: StatusPlan | None = None
    phase: PhasePlan | None = None
    other: StatusPlan | PhasePlan | None = None


def changes_between(old: Plan, new: Plan) -> list[Change]:
    """What putting `new` live changes, as people say it: one line each."""
    return [*_phase_changes(old, new), *_status_changes(old, new)]


def _phase_changes(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = {one.word: one for one in old.phases}, {one.word: one for one in new.phases}
    for word, phase in after.items():
        if word not in before:
            yield Change("phase_added", phase=phase)
        elif phase.names != before[word].names:
            yield Change("phase_named", phase=phase, other=before[word])
    yield from (Change("phase_dropped", phase=phase) for word, phase in before.items() if word not in after)
    if [word for word in before if word in after] != [word for word in after if word in before]:
        yield Change("phases_arranged")


def _status_changes(old: Plan, new: Plan) -> Iterator[Change]:
    before = {one.word: one for one in old.statuses}
    if new.first != old.first and (first := new.status(new.first)):
        yield Change("first", status=first)
    for status in new.statuses:
        was = before.get(status.word)
        if status.retires:
            yield Change("retired", status=status, other=new.status(status.replacement))
        elif was is None:
            yield Change("added", status=status, phase=new.phase_of(status.word))
        else:
            yield from _edits(old, new, was, status)
    for status in new.staying:
        was = before.get(status.word)
        if was is not None:
            yield from _ways_changed(old, new, was, status)
    moved = [one.word for one in old.statuses if new.status(one.word)]
    if moved != [one.word for one in new.statuses if one.word in before] and not _has_moved(old, new):
        yield Change("arranged")


def _has_moved(old: Plan, new: Plan) -> bool:
    both = [one.word for one in new.statuses if old.status(one.word)]
    return any(old.phase_of(word).word != new.phase_of(word).word for word in both)


def _edits(old: Plan, new: Plan, was: StatusPlan, status: StatusPlan) -> Iterator[Change]:
    if status.names != was.names:
        yield Change("named", status=status, other=was)
    if old.phase_of(was.word).word != new.phase_of(status.word).word:
        yield Change("moved", status=status, phase=new.phase_of(status.word))
    for kind in ("turn", "colour", "refusals", "returns"):
        if getattr(status, kind) != getattr(was, kind):
            yield Change(kind, status=status, other=was)


def _ways_changed(old: Plan, new: Plan, was: StatusPlan, status: StatusPlan) -> Iterator[Change]:
    for word in status.leads_to:
        if word not in was.leads_to and (target := new.status(word)) and not target.retires:
            yield Change("may_go", status=status, other=target)
    for word in was.leads_to:
        if word not in status.leads_to and (target := new.status(word)) and not target.retires:
            yield Change("may_not_go", status=status, other=target)
