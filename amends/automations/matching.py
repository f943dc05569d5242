"""Which rules an event concerns, and whether their conditions hold."""

from collections.abc import Iterable, Sequence

from django.db.models import BooleanField, Case, Expression, Q, Value, When

from amends.automations.models import Rule
from amends.journal.events import EventKind, event_kinds
from amends.journal.models import Event
from amends.tickets.models import Ticket
from amends.vocabulary import Asker, Invalid, compile_tree, holds, read_tree

SUBJECT = "ticket"
"""What rules are about."""


NEVER_ABOUT_A_TICKET = {"contact", "orders", "people", "queue", "shop"}
NO_TRIGGERS = NEVER_ABOUT_A_TICKET | {"rule"}
"""First words of the kinds that no rule waits for; what happens to rules themselves would never end."""


def triggers() -> dict[str, type[EventKind]]:
    """The kinds a rule can wait for, by code."""
    return {code: kind for code, kind in event_kinds().items() if code.split(".")[0] not in NO_TRIGGERS}


def rules_for(kinds: Iterable[str]) -> list[Rule]:
    """The rules that are on and wait for one of these kinds, in their order."""
    return list(Rule.objects.on().filter(on__kind__in=set(kinds)).in_order())


def hears(rule: Rule, event: Event) -> bool:
    """Does what happened fit the rule's `on`? Judged on the event at hand, without a query.

    Says yes when it can't be judged: the run will find the rule broken and say so.
    """
    if event.kind != rule.kind or event.subject_id(SUBJECT) is None:
        return False
    where = rule.on.get("where") if rule.on else None
    if not where:
        return True
    try:
        return holds(read_tree(where), event, Asker.nobody(), subject=f"event:{event.kind}")
    except (Invalid, ArithmeticError, LookupError, TypeError, ValueError):
        return True  # never an exception: the relay asks, and one bad rule would keep the news from everybody


def first_that_holds(rules: Sequence[Rule], ticket_id: int) -> Rule | None:
    """The first rule, in the given order, whose `when` is true of the ticket now: one query for all of them."""
    verdicts = {f"rule_{rule.pk}": _verdict(rule) for rule in rules}
    row = Ticket.objects.filter(pk=ticket_id).order_by().values(**verdicts).first()
    return next((rule for rule in rules if row and row[f"rule_{rule.pk}"]), None)


def _verdict(rule: Rule) -> Expression:
    condition = condition_of(rule)
    if not condition:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def condition_of(rule: Rule) -> Q:
    """The rule's `when` as a database condition; always true when it has none, or none that can be understood."""
    if not rule.when:
        return Q()
    try:
        return compile_tree(read_tree(rule.when), SUBJECT, Asker.nobody())
    except Invalid:
        return Q()
