"""Switching a rule off and on: one click (R152)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.automations.access import get_rule_for
from amends.automations.actions import switch_rule
from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.web.automations.pages import rules_page
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast
from amends.web.ways import way_back


@require_POST
@signed_in
def switch(request: SignedInRequest, pk: int) -> HttpResponse:
    """On when the switch sends `on`, off when it sends nothing, as checkboxes do."""
    rule = _switch(request, pk, on="on" in request.POST)
    if request.headers.get("HX-Request") == "true":
        return rules_page(request)
    if request.POST.get("back") == "rule":
        return redirect("automations:rule", rule.pk)
    return redirect("automations:list")


@require_POST
@signed_in
def switch_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo: to where the address says that it was, then back to the page it was switched on."""
    _switch(request, pk, on=request.GET.get("to") == "on")
    return redirect(way_back(request, usual=reverse("automations:list")))


def _switch(request: SignedInRequest, pk: int, *, on: bool) -> Rule:
    rule = get_rule_for(request.user, pk, to="edit")
    was_on = rule.is_on
    rule = switch_rule(rule, on=on, by=Actor.person(request.user))
    said = _("%(rule)s is on") if rule.is_on else _("%(rule)s is off")
    undo = f"{reverse('automations:switch_back', args=[pk])}?to={'on' if was_on else 'off'}" if was_on != on else ""
    toast(request, said % {"rule": rule.name}, icon="bolt" if rule.is_on else "bolt-off", undo=undo)
    return rule
