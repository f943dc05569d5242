"""What there is to say of a plan before it is put live."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amends.configured.models import COLOUR, check_words
from amends.configured.refusals import SettingRefused
from amends.tickets.workflows.editing import checked, checked_names, checked_turn
from amends.tickets.workflows.plans import Plan, StatusPlan


@dataclass(frozen=True)
class Flaws:
    """What an administrator should know of a plan before it is put live; none of it stands in the way."""

    unreachable: tuple[StatusPlan, ...]
    """Nothing leads there from the first status."""
    dead_ends: tuple[StatusPlan, ...]
    """Nothing leads away, and it is not done."""
    endless: tuple[StatusPlan, ...]
    """Something leads away, but never to a status in which a ticket is done."""

    def __bool__(self) -> bool:
        return bool(self.unreachable or self.dead_ends or self.endless)


def flaws_of(plan: Plan) -> Flaws:
    staying = {status.word: status for status in plan.staying}
    ways = {word: [target for target in one.leads_to if target in staying] for word, one in staying.items()}
    back: dict[str, list[str]] = {word: [] for word in staying}
    for source, targets in ways.items():
        for target in targets:
            back[target].append(source)
    reached = _spread([plan.first] if plan.first in staying else [], ways)
    ending = _spread([word for word, one in staying.items() if one.is_closed], back)
    return Flaws(
        unreachable=tuple(one for word, one in staying.items() if word not in reached),
        dead_ends=tuple(one for word, one in staying.items() if not ways[word] and not one.is_closed),
        endless=tuple(one for word, one in staying.items() if ways[word] and word not in ending),
    )


def _spread(begin: Iterable[str], ways: dict[str, list[str]]) -> set[str]:
    reached = set(begin)
    edge = list(reached)
    while edge:
        edge = [target for word in edge for target in ways[word] if target not in reached and not reached.add(target)]  # type: ignore[func-returns-value]
    return reached


def check_plan(plan: Plan) -> None:
    """Whether a plan can be put live at all. Raises SettingRefused."""
    if not plan.staying:
        raise SettingRefused(_("A workflow needs at least one status."), field="statuses")
    first = plan.status(plan.first)
    if first is None or first.retires:
        raise SettingRefused(_("Choose the status in which new tickets begin."), field="first")
    words = [one.word for one in plan.statuses]
    phases = [one.word for one in plan.phases]
    if len(set(words)) < len(words) or len(set(phases)) < len(phases):
        raise SettingRefused(_("Two statuses or phases have the same code."), field="statuses")
    for status in plan.statuses:
        _check_status(plan, status)
    for phase in plan.phases:
        checked_names(phase.names, [one for one in plan.phases if one.word != phase.word])


def _check_status(plan: Plan, status: StatusPlan) -> None:
    if not status.retires:
        checked_names(status.names, [one for one in plan.staying if one.word != status.word])
    elif status.replacement and not any(one.word == status.replacement for one in plan.staying):
        words = {"status": status.name}
        raise SettingRefused(_("What takes the place of %(status)s has to stay.") % words, field="replacement")
    checked_turn(status.turn)
    checked("refusals", check_words, status.refusals)
    if status.colour:
        checked("colour", COLOUR, status.colour)
