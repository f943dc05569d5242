"""Switching a rule off and on: one click (R152)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.automations.access import get_rule_for
from amends.automations.actions import switch_rule
from amends.journal.actors import Actor
from amends.web.automations.pages import rules_page
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast


@require_POST
@signed_in
def switch(request: SignedInRequest, pk: int) -> HttpResponse:
    """On when the switch sends `on`, off when it sends nothing, as checkboxes do."""
    rule = switch_rule(
        get_rule_for(request.user, pk, to="edit"), on="on" in request.POST, by=Actor.person(request.user)
    )
    said = _("%(rule)s is on") if rule.is_on else _("%(rule)s is off")
    toast(request, said % {"rule": rule.name}, icon="bolt" if rule.is_on else "bolt-off")
    if request.headers.get("HX-Request") == "true":
        return rules_page(request)
    if request.POST.get("back") == "rule":
        return redirect("automations:rule", rule.pk)
    return redirect("automations:list")
