"""Rules for tests, as an administrator would write them."""

from itertools import count
from typing import Any

from django.utils import timezone

from amends.automations.actions import create_rule
from amends.automations.due import act_on_due, remember
from amends.automations.models import Due, Rule, Run
from amends.journal.actors import Actor
from amends.journal.models import Event, with_subjects
from amends.journal.relay import relay_all
from amends.tickets.tests.make import ensure_workflows
from amends.vocabulary import Condition, Tree

_numbers = count(1)
BY = Actor.system("test")

CHECK_DELIVERY = {
    "step": "create_activity",
    "name": "Check shipment delivery",
    "due": {"days": 7},
    "assignee": "agent",
}


def tree(*conditions: tuple[str, str, Any]) -> dict[str, Any]:
    """`tree(("carrier", "is", ["DPD"]))`: conditions that must all hold."""
    return Tree.of(*(Condition(field=field, op=op, value=value) for field, op, value in conditions)).dump()


def status_becomes(*codes: str) -> dict[str, Any]:
    """What happened: the status became one of these of the warranty claim."""
    return {
        "kind": "ticket.status_changed",
        "where": tree(("new", "is", [f"warranty_claim.{code}" for code in codes])),
    }


def on(kind: str, *conditions: tuple[str, str, Any]) -> dict[str, Any]:
    return {"kind": kind, "where": tree(*conditions) if conditions else None}


def add_tag(tag: str) -> dict[str, Any]:
    return {"step": "add_tag", "tag": tag}


def make_rule(**fields: Any) -> Rule:
    """By default the rule of the main story: Waiting for return makes the activity Check shipment delivery."""
    values: dict[str, Any] = {
        "name": f"Rule {next(_numbers)}",
        "on": status_becomes("waiting_return"),
        "steps": [CHECK_DELIVERY],
        "by": BY,
    }
    ensure_workflows()  # the statuses that rules name
    return create_rule(**(values | fields))


def react_to(*events: Event) -> list[Run]:
    """Have the rules act on these events now, as if the relay had just brought them once more."""
    relay_all()
    before = set(Run.objects.values_list("pk", flat=True))
    remember(with_subjects(events))
    for large in (False, True):
        act_on_due(large=large)
    return list(Run.objects.exclude(pk__in=before).order_by("pk"))


def put_aside(ticket_id: int, *events: int) -> None:
    """The first of these events could not be acted on, the others wait."""
    for place, event in enumerate(events):
        failed = None if place else timezone.now()
        Due.objects.create(
            subject_kind="ticket", subject_id=ticket_id, event_id=event, large=False, failed_at=failed, error="Oh"
        )
