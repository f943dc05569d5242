"""Rules at work: one event, the rules it concerns, one run each.

A run is one transaction with one row unique per (rule, ticket, occurrence): tried again or killed half-way, it happens
once. Its condition is checked again under the lock of the ticket. Rules may set each other off; two brakes make every
chain end: it is at most 8 long, and among the consequences of one deed a rule acts once per ticket.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from amends.automations.chains import actor_of
from amends.automations.events import RuleStopped
from amends.automations.health import check_rule
from amends.automations.matching import SUBJECT, first_that_holds, hears, rules_for
from amends.automations.models import Rule, Run, RunState
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.journal.recording import record
from amends.kit.translated import in_every_language, pick
from amends.tickets.models import Ticket
from amends.vocabulary import Step, parse_steps
from amends.vocabulary.problems import Text

logger = logging.getLogger(__name__)

DEEPEST = 8
"""Links in a chain of causes after which rules stop."""

Outcomes = list[dict[str, Any]]


def react_to(event: Event) -> list[Run]:
    """Run every rule that `event` sets off, in the order of the rules; a later one sees what an earlier one changed.

    Whether their conditions hold is asked in one query for all of them, and again for those that are left whenever
    one has acted. May be called again for the same event at any time.
    """
    waiting = [rule for rule in rules_for([event.kind]) if hears(rule, event)]
    runs = []
    number = event.subject_id(SUBJECT)
    while waiting and number is not None and (rule := first_that_holds(waiting, number)):
        waiting = waiting[waiting.index(rule) + 1 :]
        if run := _run(rule, event):
            runs.append(run)
    return runs


@transaction.atomic
def _run(rule: Rule, event: Event) -> Run | None:
    """One rule on one ticket because of one event; None when there is nothing (left) to do."""
    ticket = _locked_ticket(event)
    occurrence = f"event:{event.pk}"
    if ticket is None or Run.objects.filter(rule=rule, ticket=ticket, occurrence=occurrence).exists():
        return None
    fresh = Rule.objects.on().filter(pk=rule.pk).first()
    if fresh is None or not (hears(fresh, event) and first_that_holds([fresh], ticket.pk)):
        return None
    by, started = actor_of(fresh, event), timezone.now()
    state, outcomes = _act(fresh, ticket, event, by)
    run = Run(rule=fresh, ticket=ticket, event=event, occurrence=occurrence, act=by.act)
    return _keep(run, state, outcomes, started)


def _locked_ticket(event: Event) -> Ticket | None:
    ticket = Ticket(pk=event.subject_id(SUBJECT))
    try:
        ticket.lock()
    except Ticket.DoesNotExist:
        return None
    return ticket


def _act(rule: Rule, ticket: Ticket, event: Event, by: Actor) -> tuple[RunState, Outcomes]:
    if why := _why_stop(rule, ticket, by):
        fact = RuleStopped(rule=rule.pk, name=rule.name, why=why)
        record(fact, by=by, rule=rule, ticket=ticket, contact=ticket.contact_id)
        return RunState.STOPPED, []
    if not check_rule(rule, by=Actor.system("automations").because(event)):
        return RunState.MISSED, []
    outcomes = [_do(step, ticket, by) for step in parse_steps(rule.steps, SUBJECT)]
    return _state_of(outcomes), outcomes


def _why_stop(rule: Rule, ticket: Ticket, by: Actor) -> str:
    """What somebody did may set a rule off any number of times; what rules did, once per rule and ticket."""
    if by.depth > DEEPEST:
        return "depth"
    if by.depth > 1 and Run.objects.filter(act=by.act, rule=rule, ticket=ticket).exists():
        return "again"
    return ""


def _do(step: Step, ticket: Ticket, by: Actor) -> dict[str, Any]:
    """One step; when it can't be done the others go on, and the run says so (Q8)."""
    try:
        with transaction.atomic():
            outcome = step.run(ticket, by)
    except (OperationalError, InterfaceError):
        raise  # the database is away or chose us as the victim of a deadlock: the whole run is tried again
    except Exception as failure:
        logger.exception("Step %s of a rule failed on ticket %s", step.code, ticket.pk)
        return _told(step, "failed", f"{type(failure).__name__}: {failure}")
    return _told(step, outcome.state, outcome.reason)


def _told(step: Step, state: str, reason: Text) -> dict[str, Any]:
    return {"step": step.dump(), "state": state, "reasons": in_every_language(reason)}


def _state_of(outcomes: Outcomes) -> RunState:
    states = {outcome["state"] for outcome in outcomes}
    if "failed" in states:
        return RunState.FAILED
    return RunState.DONE if "done" in states else RunState.SKIPPED


def _keep(run: Run, state: RunState, outcomes: Outcomes, started: datetime) -> Run:
    assert run.event is not None
    run.caused_at = run.event.at
    run.state, run.outcomes = state, outcomes
    run.error = next((pick(outcome["reasons"]) for outcome in outcomes if outcome["state"] == "failed"), "")
    run.started_at, run.finished_at = started, timezone.now()
    run.save(force_insert=True)
    return run
