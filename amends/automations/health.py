"""Whether a rule can work: everything it names is there. Otherwise it is broken, and says since when and why."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from amends.automations.events import RuleBroken, RuleRepaired
from amends.automations.matching import SUBJECT, triggers
from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.translated import Names
from amends.vocabulary import Invalid, missing_references, parse_steps, read_tree
from amends.vocabulary.choosers import chooser
from amends.vocabulary.compiler import Missing, check_tree, missing_in_tree


def reasons_broken(rule: Rule) -> Names:
    """The first thing that is wrong, as a sentence in each language; empty when the rule can work.

    It is found out in the background and read by people of every language, so it is said in all of them.
    """
    if not next(_reasons(rule), ""):
        return {}
    said = {}
    for language, _label in settings.LANGUAGES:
        with override(language):
            said[language] = next(_reasons(rule), "")
    return said


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
    reasons = reasons_broken(rule)
    if reasons != rule.broken_reasons:
        _write_down(rule, reasons, by)
    return not reasons


@transaction.atomic
def _write_down(rule: Rule, reasons: Names, by: Actor) -> None:
    """Under the lock of the rule, so that two workers that notice together tell it once."""
    was = Rule.objects.select_for_update().values_list("broken_since", flat=True).get(pk=rule.pk)
    rule.broken_reasons = dict(reasons)
    rule.broken_since = (was or timezone.now()) if reasons else None
    rule.save(update_fields=["broken_since", "broken_reasons"])
    if reasons and not was:
        record(RuleBroken(rule=rule.pk, name=rule.name, reasons=dict(reasons)), by=by, rule=rule)
    if was and not reasons:
        record(RuleRepaired(rule=rule.pk, name=rule.name), by=by, rule=rule)


def check_all_rules(*, by: Actor) -> None:
    """After something was deleted or somebody was deactivated or came back."""
    for rule in Rule.objects.in_order():
        check_rule(rule, by=by)
