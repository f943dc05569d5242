"""A workflow as a whole: what a draft holds, what a version keeps, what is put live (R52, R55).

Everything in it is named by its word, which is its code within the type: `assessing` of `warranty_claim.assessing`.
"""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from amends.kit.translated import pick
from amends.tickets.models import TicketType, Transition, Turn

Names = dict[str, str]


class StatusPlan(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    names: Names
    turn: str = str(Turn.OURS)
    colour: str = ""
    refusals: Names = {}
    returns: bool = False
    leads_to: tuple[str, ...] = ()
    """Words of the statuses that may follow, in the order of the workflow."""
    retires: bool = False
    """It goes when the plan is put live; its open tickets get `replacement`."""
    replacement: str = ""

    @property
    def name(self) -> str:
        return pick(self.names) or self.word

    @property
    def is_closed(self) -> bool:
        return self.turn == Turn.CLOSED


class PhasePlan(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    names: Names
    statuses: tuple[StatusPlan, ...] = ()

    @property
    def name(self) -> str:
        return pick(self.names) or self.word


class Plan(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    first: str = ""
    phases: tuple[PhasePlan, ...] = ()

    @property
    def statuses(self) -> tuple[StatusPlan, ...]:
        return tuple(status for phase in self.phases for status in phase.statuses)

    @property
    def staying(self) -> tuple[StatusPlan, ...]:
        return tuple(status for status in self.statuses if not status.retires)

    def status(self, word: str) -> StatusPlan | None:
        return next((one for one in self.statuses if one.word == word), None)

    def phase(self, word: str) -> PhasePlan | None:
        return next((one for one in self.phases if one.word == word), None)

    def phase_of(self, word: str) -> PhasePlan:
        return next(phase for phase in self.phases if any(status.word == word for status in phase.statuses))

    def keeping_others_of(self, live: "Plan") -> "Plan":
        """What is live and not in this plan is to retire: in the phase that it stands in, or in the first one."""
        phases = list(self.phases)
        words = [phase.word for phase in phases]
        for phase in live.phases:
            going = tuple(
                one.model_copy(update={"retires": True, "replacement": ""})
                for one in phase.statuses
                if self.status(one.word) is None
            )
            place = words.index(phase.word) if phase.word in words else 0
            if going:
                phases[place] = phases[place].model_copy(update={"statuses": (*phases[place].statuses, *going)})
        return self.model_copy(update={"phases": tuple(phases)}).tidied()

    def tidied(self) -> "Plan":
        """Ways in the order of the workflow, none to what is not there, so that equal plans compare equal."""
        order = {status.word: place for place, status in enumerate(self.statuses)}

        def tidy(status: StatusPlan) -> StatusPlan:
            known = {word for word in status.leads_to if word in order and word != status.word}
            return status.model_copy(update={"leads_to": tuple(sorted(known, key=order.__getitem__))})

        return self.with_statuses(tidy)

    def with_statuses(self, change: Callable[[StatusPlan], StatusPlan | None]) -> "Plan":
        """Each status as `change` makes it; without those of which it makes None."""
        phases = tuple(
            phase.model_copy(update={"statuses": tuple(made for one in phase.statuses if (made := change(one)))})
            for phase in self.phases
        )
        return self.model_copy(update={"phases": phases})


def plan_of(type: TicketType) -> Plan:
    """The workflow that tickets of the type follow now."""
    ways: dict[int, list[int]] = {}
    for source, target in Transition.objects.filter(type=type).values_list("source", "target"):
        ways.setdefault(source, []).append(target)
    statuses = list(type.statuses.filter(retired_at=None).order_by("position", "id"))
    words = {one.pk: one.word for one in statuses}
    phases = []
    for phase in type.phases.filter(retired_at=None).order_by("position", "id"):
        inside = tuple(
            StatusPlan(
                word=one.word,
                names=one.names,
                turn=one.turn,
                colour=one.colour,
                refusals=one.refusals,
                returns=one.returns,
                leads_to=tuple(words[target] for target in ways.get(one.pk, ()) if target in words),
            )
            for one in statuses
            if one.phase_id == phase.pk
        )
        phases.append(PhasePlan(word=phase.word, names=phase.names, statuses=inside))
    first = words.get(type.initial_status_id or 0, "")
    return Plan(first=first, phases=tuple(phases)).tidied()
