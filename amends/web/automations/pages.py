"""The list of rules, and one rule with its last runs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.automations.access import get_rule_for, may_change_rules, may_see_rules, visible_rules
from amends.automations.models import Rule
from amends.automations.queries import records, runs_of
from amends.automations.sentences import with_labels
from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.kit.search import fold
from amends.people.models import User
from amends.web.automations.parts import RuleRow, run_rows
from amends.web.guards import SignedInRequest, signed_in

KINDS = ("event", "timed")
RUNS = 30


@require_safe
@signed_in
def rules(request: SignedInRequest) -> HttpResponse:
    if not may_see_rules(request.user):
        raise PermissionDenied
    return rules_page(request)


def rules_page(request: SignedInRequest) -> HttpResponse:
    """The list, or its rows alone; the answer to switching a rule as well."""
    everything = list(visible_rules(request.user))
    shown = _asked(everything, request)
    context = {
        "title": _("Automations"),
        "rows": _rows(shown),
        "broken": _rows([rule for rule in everything if rule.is_broken and rule.is_on]),
        "may_change": may_change_rules(request.user),
        "q": request.GET.get("q", "").strip(),
        "kind": request.GET.get("kind", ""),
        "counts": _counts(everything),
    }
    return page(request, "automations/list.html", context)


def _asked(everything: list[Rule], request: HttpRequest) -> list[Rule]:
    """By name, whatever its case and accents (R147), and by whether they wait for events or for time."""
    q, kind = fold(request.GET.get("q", "").strip()), request.GET.get("kind", "")
    shown = [rule for rule in everything if q in fold(rule.name)]
    return [rule for rule in shown if rule.is_timed == (kind == "timed")] if kind in KINDS else shown


def _counts(everything: list[Rule]) -> dict[str, int]:
    timed = sum(rule.is_timed for rule in everything)
    return {"all": len(everything), "event": len(everything) - timed, "timed": timed}


def _rows(shown: list[Rule]) -> list[RuleRow]:
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
        "may_change": may_change_rules(user),
    }
