"""Retire a thing, use it again, put things into an order."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.configured.access import get_configured_for
from amends.configured.actions import arrange_configured, restore_configured, retire_configured
from amends.configured.queries import all_configured
from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.web.configured.forms import RetirementForm
from amends.web.configured.pages import at
from amends.web.filled import posted
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast, toast_error


@require_POST
@administrators
def retirement(request: SignedInRequest, path: str, code: str) -> HttpResponse:
    row = get_configured_for(request.user, at(path).model, code)
    form = RetirementForm(posted(request), row=row)
    if not form.is_valid():
        toast_error(request, _("Choose another one that is still in use."))
        return redirect("configured:thing", path, code)
    try:
        retire_configured(row, replacement=form.cleaned_data["replacement"], by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, str(refused.message))
    else:
        toast(request, _("“%(name)s” was retired") % {"name": row.name}, icon="archive")
    return redirect("configured:thing", path, code)


@require_POST
@administrators
def restoration(request: SignedInRequest, path: str, code: str) -> HttpResponse:
    row = get_configured_for(request.user, at(path).model, code)
    try:
        restore_configured(row, by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, str(refused.message))
    else:
        toast(request, _("“%(name)s” is used again") % {"name": row.name})
    return redirect("configured:thing", path, code)


@require_POST
@administrators
def order(request: SignedInRequest, path: str) -> HttpResponse:
    """The codes in their new order; or one of them with `move` up or down."""
    model, codes = at(path).model, request.POST.getlist("code")
    moved = request.POST.get("up") or request.POST.get("down") or ""
    if moved:
        codes = [row.code for row in all_configured(model) if not row.is_retired]
        if moved in codes:
            place = codes.index(moved)
            codes.insert(max(place - 1, 0) if request.POST.get("up") else place + 1, codes.pop(place))
    arrange_configured(model, codes, by=Actor.person(request.user))
    return redirect("configured:thing", path, moved) if moved in codes else redirect("configured:things", path)
