"""What the board shows: the draft, or what is live while there is none."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amends.automations.queries import rules_naming
from amends.kit.counting import CAP, say_count
from amends.tickets.models import TicketType, Turn, WorkflowDraft
from amends.tickets.queries import draft_of, live_version, open_by_status
from amends.tickets.workflows.comparing import Change, changes_between
from amends.tickets.workflows.judging import Flaws, flaws_of
from amends.tickets.workflows.plans import PhasePlan, Plan, StatusPlan, plan_of

SAYS: Mapping[str, str | Promise] = {
    "phase_added": gettext_lazy("New phase %(phase)s"),
    "phase_named": gettext_lazy("Phase %(other)s is called %(phase)s"),
    "phase_dropped": gettext_lazy("Phase %(phase)s goes"),
    "phases_arranged": gettext_lazy("Phases in another order"),
    "first": gettext_lazy("New tickets begin in %(status)s"),
    "added": gettext_lazy("New status %(status)s in %(phase)s"),
    "named": gettext_lazy("%(other)s is called %(status)s"),
    "moved": gettext_lazy("%(status)s stands in %(phase)s"),
    "turn": gettext_lazy("%(status)s: %(turn)s"),
    "colour": gettext_lazy("%(status)s has another colour"),
    "refusals": gettext_lazy("%(status)s: another reason is told"),
    "returns": gettext_lazy("%(status)s: coming back by itself"),
    "may_go": gettext_lazy("%(status)s may also go to %(other)s"),
    "may_not_go": gettext_lazy("%(status)s may no longer go to %(other)s"),
    "arranged": gettext_lazy("Statuses in another order"),
}
ICONS = {"added": "circle-plus", "phase_added": "circle-plus", "retired": "archive", "phase_dropped": "archive"}


@dataclass(frozen=True)
class Line:
    """One line of the review."""

    icon: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A status on the board, seen from the chosen one."""

    status: StatusPlan
    note: str
    is_chosen: bool
    is_ticked: bool
    tick_label: str
    is_new: bool
    news: str

    @property
    def css(self) -> str:
        marks = {"is-picked": self.is_chosen, "is-to": self.is_ticked, "is-retiring": self.status.retires}
        return "".join(f" {name}" for name, wanted in marks.items() if wanted)


def stamp_of(status: StatusPlan) -> str:
    """What the form of a status shows of it, to know whether somebody else has changed that meanwhile."""
    return json.dumps([status.names, status.turn, status.refusals], sort_keys=True, ensure_ascii=False)


class Board:
    def __init__(self, type: TicketType, *, chosen: str = "", mode: str = "") -> None:
        self.type = type
        self.draft: WorkflowDraft | None = draft_of(type)
        self.live = plan_of(type)
        self.plan = Plan.model_validate(self.draft.body) if self.draft else self.live
        self.version = self.draft.version if self.draft else 0
        self.mode = "from" if mode == "from" else "to"
        self.chosen = self.plan.status(chosen) or next(iter(self.plan.statuses), None)

    @property
    def seen(self) -> str:
        return stamp_of(self.chosen) if self.chosen else ""

    @cached_property
    def changes(self) -> list[Change]:
        return changes_between(self.live, self.plan)

    @cached_property
    def flaws(self) -> Flaws:
        return flaws_of(self.plan)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Open tickets by the word of their status."""
        return open_by_status(self.type)

    @property
    def live_since(self) -> Any:
        version = live_version(self.type)
        return version.live_since if version else None

    @property
    def flawed(self) -> set[str]:
        found = (*self.flaws.unreachable, *self.flaws.dead_ends, *self.flaws.endless)
        return {one.word for one in found}

    @property
    def warnings(self) -> list[str]:
        """What is wrong, in sentences."""
        found = []
        if not self.plan.first:
            found.append(_("There is no first status yet."))
        if unreachable := self.flaws.unreachable if self.plan.first else ():
            found.append(_("Nothing leads to %(statuses)s.") % {"statuses": _named(unreachable)})
        if dead := self.flaws.dead_ends:
            found.append(_("Nothing leads on from %(statuses)s.") % {"statuses": _named(dead)})
        if endless := self.flaws.endless:
            found.append(_("From %(statuses)s a ticket never gets done.") % {"statuses": _named(endless)})
        return found

    @property
    def lines(self) -> list[Line]:
        """What putting the draft live will do."""
        return [self._line(change) for change in self.changes]

    def _line(self, change: Change) -> Line:
        if change.kind == "retired":
            return self._retiring(change)
        words = {
            "status": change.status.name if change.status else "",
            "phase": change.phase.name if change.phase else "",
            "other": change.other.name if change.other else "",
            "turn": Turn(change.status.turn).label if change.status else "",
        }
        note = ""
        if change.kind == "added" and change.status and change.status in self.flaws.unreachable:
            note = _("No status leads to it yet, so no ticket can get there.")
        return Line(ICONS.get(change.kind, "arrow-right"), str(SAYS[change.kind]) % words, note)

    def _retiring(self, change: Change) -> Line:
        status = change.status.name if change.status else ""
        count = self.counts.get(change.status.word, 0) if change.status else 0
        if not count:
            return Line("archive", _("%(status)s retires; no open ticket is in it") % {"status": status})
        words = {"status": status, "count": say_count(count), "other": change.other.name if change.other else "?"}
        text = ngettext(
            "%(status)s retires, its %(count)s open ticket moves to %(other)s",
            "%(status)s retires, its %(count)s open tickets move to %(other)s",
            count,
        )
        note = _("In the background, with a line in the history of each; no e-mail, no automations.")
        return Line("archive", text % words, note)

    # --- cards -------------------------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[tuple[PhasePlan, list[Card]]]:
        return [(phase, [self._card(one) for one in phase.statuses]) for phase in self.plan.phases]

    def _card(self, one: StatusPlan) -> Card:
        chosen = self.chosen
        ticked, label = False, ""
        if chosen and one.word != chosen.word:
            source, target = (chosen, one) if self.mode == "to" else (one, chosen)
            ticked = target.word in source.leads_to
            label = _("%(source)s may go to %(target)s") % {"source": source.name, "target": target.name}
        is_new = self.live.status(one.word) is None
        return Card(
            status=one,
            note=self._note(one),
            is_chosen=chosen is not None and one.word == chosen.word,
            is_ticked=ticked,
            tick_label=label,
            is_new=is_new,
            news=self._news(one, is_new),
        )

    def _note(self, one: StatusPlan) -> str:
        count = self.counts.get(one.word, 0)
        if one.retires:
            said = ngettext("retires, %(count)s ticket moves", "retires, %(count)s tickets move", count)
            return said % {"count": say_count(count)} if count else _("retires")
        notes = []
        if count:
            notes.append(ngettext("%(count)s ticket", "%(count)s tickets", count) % {"count": say_count(count)})
        if one.word == self.plan.first:
            notes.append(_("all start here"))
        elif one in self.flaws.unreachable:
            notes.append(_("nothing leads here"))
        return ", ".join(notes)

    def _news(self, one: StatusPlan, is_new: bool) -> str:
        return _("new") if is_new else ""

    # --- the chosen one ----------------------------------------------------------------------------------------------

    @property
    def goes_to(self) -> list[StatusPlan]:
        return [one for one in self.plan.statuses if self.chosen and one.word in self.chosen.leads_to]

    @property
    def comes_from(self) -> list[StatusPlan]:
        return [one for one in self.plan.statuses if self.chosen and self.chosen.word in one.leads_to]

    @property
    def chosen_count(self) -> str:
        count = self.counts.get(self.chosen.word, 0) if self.chosen else 0
        return say_count(count, CAP)

    @property
    def chosen_is_live(self) -> bool:
        return self.chosen is not None and self.live.status(self.chosen.word) is not None

    @property
    def chosen_rules(self) -> list[Any]:
        return rules_naming("status", f"{self.type.code}.{self.chosen.word}") if self.chosen else []

    @property
    def replacements(self) -> list[StatusPlan]:
        """What may take the place of the chosen one, those of the same phase and turn first."""
        chosen = self.chosen
        if chosen is None:
            return []
        phase = self.plan.phase_of(chosen.word).word
        others = [one for one in self.plan.staying if one.word != chosen.word]
        return sorted(others, key=lambda one: (self.plan.phase_of(one.word).word != phase, one.turn != chosen.turn))


def words_ever(type: TicketType) -> Iterable[str]:
    """Words that statuses of the type have or had: a code is never used again."""
    return [one.word for one in type.statuses.all()]


def _named(statuses: Iterable[StatusPlan]) -> str:
    return ", ".join(one.name for one in statuses)
