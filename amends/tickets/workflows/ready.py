"""Workflows that a new type can begin with."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.tickets.defaults import HELPDESK, PHASES, TYPES, StatusDraft
from amends.tickets.workflows.plans import PhasePlan, Plan, StatusPlan


@dataclass(frozen=True)
class Ready:
    code: str
    label: str | Promise
    plan: Plan


def _plan(drafts: tuple[StatusDraft, ...]) -> Plan:
    phases = tuple(
        PhasePlan(
            word=word,
            names=names,
            statuses=tuple(
                StatusPlan(word=one.code, names=one.names, turn=one.turn, refusals=one.refusals, leads_to=one.leads_to)
                for one in drafts
                if one.phase == word
            ),
        )
        for word, names in PHASES
    )
    return Plan(first=drafts[0].code if drafts else "", phases=phases).tidied()


READY = (
    Ready("helpdesk", _("Six statuses of a helpdesk"), _plan(HELPDESK)),
    Ready("warranty_claim", _("Warranty claim, as it comes with Amends"), _plan(TYPES[0].statuses)),
    Ready("return", _("Return, as it comes with Amends"), _plan(TYPES[1].statuses)),
    Ready("empty", _("Nothing yet, five phases without statuses"), _plan(())),
)


def ready_plan(code: str) -> Plan:
    """LookupError for none of this name."""
    return next((one.plan for one in READY if one.code == code), None) or _none(code)


def _none(code: str) -> Plan:
    raise LookupError(code)
