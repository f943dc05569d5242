"""Switching a rule off and on without losing it (R152)."""

from django.db import transaction

from amends.automations.events import RuleSwitched
from amends.automations.health import check_rules
from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.journal.recording import record


@transaction.atomic
def switch_rule(rule: Rule, *, on: bool, by: Actor) -> Rule:
    """Off: what happens from now on no longer sets it off. On: it acts on what happens from now on."""
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if rule.is_on == on:
        return rule
    rule.is_on = on
    rule.save(update_fields=["is_on", "updated_at"])
    record(RuleSwitched(rule=rule.pk, name=rule.name, on=on), by=by, rule=rule)
    if on:
        check_rules([rule], by=by)
    return rule
