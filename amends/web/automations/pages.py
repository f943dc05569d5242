"""The list of rules, and one rule with its last runs."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.automations.access import get_rule_for, may_change_rules, may_see_rules, visible_rules
from amends.automations.models import Rule
from amends.automations.queries import counts_by_kind, named_like, of_kind, records, runs_of
from amends.automations.sentences import with_labels
from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.people.models import User
from amends.web.automations.parts import RuleRow, run_rows
from amends.web.automations.rows import Switches, draw_rows
from amends.web.guards import SignedInRequest, signed_in
from amends.web.shell.context import hidden_token

KINDS = ("event", "timed")
RUNS = 30
BROKEN = 5
"""Broken rules that are told of above the list; the list marks them all."""


@require_safe
@signed_in
def rules(request: SignedInRequest) -> HttpResponse:
    if not may_see_rules(request.user):
        raise PermissionDenied
    return rules_page(request)


def rules_page(request: SignedInRequest) -> HttpResponse:
    """The list, or its rows alone; the answer to switching a rule as well."""
    visible, asked = visible_rules(request.user), request.GET
    q, kind = asked.get("q", "").strip(), asked.get("kind", "")
    found = of_kind(named_like(visible, q), kind)
    shown = keyset(found, order=("position", "id"), after=asked.get("after"), before=asked.get("before"))
    broken = list(visible.on().broken()[: BROKEN + 1])
    switches = Switches(may_change_rules(request.user), hidden_token(request), asked.urlencode())
    context = {
        "title": _("Automations"),
        "page": shown,
        "rows": draw_rows(_rows(shown.rows), switches),
        "broken": _rows(broken[:BROKEN]),
        "more_are_broken": len(broken) > BROKEN,
        "q": q,
        "kind": kind if kind in KINDS else "",
        "counts": counts_by_kind(visible),
    }
    return page(request, "automations/list.html", context)


def _rows(shown: Sequence[Rule]) -> list[RuleRow]:
    if not shown:
        return []
    with with_labels(shown):
        return [RuleRow.of(record) for record in records(shown)]


@require_safe
@signed_in
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_rule_for(request.user, pk)
    return page(request, "automations/rule.html", rule_context(request, request.user, found))


def rule_context(request: HttpRequest, user: User, found: Rule) -> dict[str, Any]:
    before, after = request.GET.get("before"), request.GET.get("after")
    runs = keyset(runs_of(found), order=("-started_at", "-id"), after=after, before=before, size=RUNS)
    [row] = _rows([found])
    return {
        "title": found.name,
        "row": row,
        "rule": found,
        "runs": runs,
        "run_rows": run_rows(runs.rows),
        "switch": Switches(may_change_rules(user), hidden_token(request)).draw(found),
    }
