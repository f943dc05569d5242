"""Making, changing and deleting rules.

What can't be read is refused. What can be read but names something missing is kept, and the rule is broken from the
start: so a rule can be brought in from elsewhere first and the things that it names after.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amends.automations.events import RuleCreated, RuleDeleted, RuleEdited
from amends.automations.health import check_rules
from amends.automations.models import Rule
from amends.automations.triggers import triggers
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.vocabulary import Invalid, dump_steps, parse_steps, read_tree
from amends.vocabulary.compiler import check_tree
from amends.vocabulary.subjects import subject_kinds


class RuleRefused(Refused):
    """The rule can't be kept like this."""

    code = "rule_refused"


@transaction.atomic
def create_rule(
    *,
    name: str,
    on: dict[str, Any] | None,
    when: Any = None,
    steps: Any,
    is_on: bool = True,
    subject: str = "ticket",
    by: Actor,
) -> Rule:
    """Add a rule about subjects of one kind after all others. Raises RuleRefused or Invalid."""
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    if subject not in subject_kinds():
        raise RuleRefused(
            _("There are no rules about “%(subject)s”. Choose one of: %(offered)s.")
            % {"subject": subject, "offered": ", ".join(subject_kinds())},
            field="subject",
        )
    rule = Rule(position=last + 1, is_on=is_on, subject=subject, **_checked(subject, name, on, when, steps))
    _check_name(rule)
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        _check_name(rule)  # somebody was faster
        raise
    record(RuleCreated(rule=rule.pk, name=rule.name), by=by, rule=rule)
    check_rules([rule], by=by)
    return rule


@transaction.atomic
def edit_rule(rule: Rule, *, name: str, on: dict[str, Any] | None, when: Any = None, steps: Any, by: Actor) -> Rule:
    """Give the rule another name, trigger, condition or steps. Raises RuleRefused or Invalid."""
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    wanted = _checked(rule.subject, name, on, when, steps)
    changed = [field for field, value in wanted.items() if getattr(rule, field) != value]
    for field in changed:
        setattr(rule, field, wanted[field])
    _check_name(rule)
    if changed:
        rule.save(update_fields=[*changed, "updated_at"])
        record(RuleEdited(rule=rule.pk, name=rule.name), by=by, rule=rule)
    check_rules([rule], by=by)
    return rule


@transaction.atomic
def delete_rule(rule: Rule, *, by: Actor) -> None:
    """Remove the rule with its runs; what it did stays in the history of its subjects."""
    found = Rule.objects.select_for_update().filter(pk=rule.pk).first()
    if found is not None:
        record(RuleDeleted(rule=found.pk, name=found.name), by=by, rule=found)
        found.delete()


def _checked(subject: str, name: str, on: dict[str, Any] | None, when: Any, steps: Any) -> dict[str, Any]:
    name = name.strip()
    if not name:
        raise RuleRefused(_("Give the rule a name by which it can be found."), field="name")
    if not steps:
        raise RuleRefused(_("A rule without steps does nothing. Add at least one."), field="steps")
    checked: dict[str, Any] = {"name": name, "on": _checked_trigger(subject, on) if on else None}
    with _blaming("when"):
        checked["when"] = check_tree(read_tree(when), subject).dump() if when else None
    with _blaming("steps"):
        checked["steps"] = dump_steps(parse_steps(steps, subject))
    return checked


@contextmanager
def _blaming(field: str) -> Iterator[None]:
    """Problems of conditions and steps say in which part of the rule they are."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid(invalid.problems, field=field) from None


def _checked_trigger(subject: str, on: dict[str, Any]) -> dict[str, Any]:
    kind, where = on.get("kind"), on.get("where")
    if kind not in triggers(subject) or set(on) - {"kind", "where"}:
        raise RuleRefused(
            _("A rule can’t wait for “%(kind)s”. Choose one of the events offered.") % {"kind": kind}, field="on"
        )
    with _blaming("on/where"):
        checked = check_tree(read_tree(where), f"event:{kind}").dump() if where else None
    return {"kind": kind, "where": checked}


def _check_name(rule: Rule) -> None:
    if Rule.objects.filter(name=rule.name).exclude(pk=rule.pk).exists():
        raise RuleRefused(
            _("There is a rule called “%(name)s” already. Choose another name.") % {"name": rule.name}, field="name"
        )
