"""Whether a rule can work: everything it names is there. Otherwise it is broken, and says since when and why."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from amends.automations.events import RuleBroken, RuleRepaired
from amends.automations.matching import SUBJECT, triggers
from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.vocabulary import Invalid, missing_references, parse_steps, read_tree
from amends.vocabulary.choosers import chooser
from amends.vocabulary.compiler import Missing, check_tree, missing_in_tree


def reason_broken(rule: Rule) -> str:
    """The first thing that is wrong, as a sentence; empty when the rule can work."""
    return next(_reasons(rule), "")


def _reasons(rule: Rule) -> Iterator[str]:
    if rule.on:
        if rule.kind not in triggers():
            yield gettext("Nothing called “%(kind)s” can happen any more.") % {"kind": rule.kind}
            return
        yield from _of_tree(rule.on.get("where"), f"event:{rule.kind}")
    yield from _of_tree(rule.when, SUBJECT)
    yield from _of_steps(rule.steps)


def _of_tree(tree: Any, subject: str) -> Iterator[str]:
    if not tree:
        return
    try:
        read = check_tree(read_tree(tree), subject)
    except Invalid as invalid:
        yield from (str(problem) for problem in invalid.problems)
    else:
        yield from map(_gone, missing_in_tree(read, subject))


def _of_steps(steps: Any) -> Iterator[str]:
    try:
        missing = missing_references(parse_steps(steps, SUBJECT))
    except Invalid as invalid:
        yield from (str(problem) for problem in invalid.problems)
    else:
        yield from map(_gone, missing)


def _gone(missing: Missing) -> str:
    """What is missing, by name as far as it is still known: somebody who has left keeps theirs."""
    known = chooser(missing.chooser).labels([missing.value]).get(missing.value, missing.value)
    return gettext("%(field)s: there is no “%(value)s” any more.") % {"field": missing.label, "value": known}


def check_rule(rule: Rule, *, by: Actor) -> bool:
    """Write down whether the rule is broken, and tell the journal when that changed; says whether it works."""
    reason = reason_broken(rule)
    if bool(reason) == rule.is_broken and reason == rule.broken_reason:
        return not reason
    with transaction.atomic():
        rule.broken_since = (rule.broken_since or timezone.now()) if reason else None
        was, rule.broken_reason = rule.broken_reason, reason
        rule.save(update_fields=["broken_since", "broken_reason"])
        if reason and not was:
            record(RuleBroken(rule=rule.pk, name=rule.name, reason=reason), by=by)
        if was and not reason:
            record(RuleRepaired(rule=rule.pk, name=rule.name), by=by)
    return not reason


def check_all_rules(*, by: Actor) -> None:
    """After something was deleted or somebody was deactivated or came back."""
    for rule in Rule.objects.in_order():
        check_rule(rule, by=by)
