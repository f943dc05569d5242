"""Whether a rule can work: everything it names is there. Otherwise it is broken, and says since when and why.

Found out when something changes: a rule, or what rules name. A rule at work does not ask.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from amends.automations.events import RuleBroken, RuleRepaired
from amends.automations.models import Rule
from amends.automations.references import references
from amends.automations.triggers import triggers
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.translated import Names
from amends.vocabulary import Broken, Invalid, missing_references, parse_steps, understood
from amends.vocabulary.choosers import chooser
from amends.vocabulary.compiler import Missing, missing_in_tree


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
    if not rule.is_timed:
        if rule.kind is None:
            yield gettext("What it waits for can’t be read.")
            return
        if rule.kind not in triggers(rule.subject):
            yield gettext("Nothing called “%(kind)s” can happen any more.") % {"kind": rule.kind}
            return
        yield from _of_tree(rule.where, f"event:{rule.kind}")
    yield from _of_tree(rule.when, rule.subject)
    yield from _of_steps(rule)


def _of_tree(tree: Any, subject: str) -> Iterator[str]:
    condition = understood(tree, subject, at_hand=True)
    if isinstance(condition, Broken):
        yield from (str(problem) for problem in condition.problems)
    else:
        yield from map(_gone, missing_in_tree(condition.tree, subject))


def _of_steps(rule: Rule) -> Iterator[str]:
    try:
        missing = missing_references(parse_steps(rule.steps, rule.subject))
    except Invalid as invalid:
        yield from (str(problem) for problem in invalid.problems)
    else:
        yield from map(_gone, missing)


def _gone(missing: Missing) -> str:
    """What is missing, by name as far as it is still known: somebody who has left keeps theirs."""
    known = chooser(missing.chooser).labels([missing.value]).get(missing.value, missing.value)
    return gettext("%(field)s: there is no “%(value)s” any more.") % {"field": missing.label, "value": known}


def _suspects(rules: Sequence[Rule]) -> list[Rule]:
    """Those of `rules` with which anything may be wrong, in one query for each sort of thing that they name."""
    named = {rule.pk: set(references(rule)) for rule in rules}
    wanted: dict[str, set[str]] = {}
    for code, value in set().union(*named.values()):
        wanted.setdefault(code, set()).add(value)
    gone = {
        (code, value)
        for code, values in wanted.items()
        for value in chooser(code).missing(sorted(values)) | chooser(code).retired(sorted(values))
    }
    return [rule for rule in rules if named[rule.pk] & gone or not _is_understood(rule)]


def _is_understood(rule: Rule) -> bool:
    trees = [(rule.when, rule.subject)]
    if not rule.is_timed:
        trees.append((rule.where, f"event:{rule.kind}"))
    try:
        parse_steps(rule.steps, rule.subject)
    except Invalid:
        return False
    known = rule.is_timed or rule.kind in triggers(rule.subject)
    return known and not any(isinstance(understood(tree, subject, at_hand=True), Broken) for tree, subject in trees)


def check_rules(rules: Iterable[Rule], *, by: Actor) -> None:
    """Write down whether each is broken, and tell the journal of those of which that changed."""
    listed = list(rules)
    suspects = {rule.pk for rule in _suspects(listed)}
    for rule in listed:
        reasons = reasons_broken(rule) if rule.pk in suspects else {}
        if reasons != rule.broken_reasons:
            _write_down(rule, reasons, by)


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
    check_rules(Rule.objects.in_order(), by=by)
