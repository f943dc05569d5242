"""Settings: adding a shop and changing its settings."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.orders.access import get_shop_for
from amends.orders.actions.shops import add_shop, edit_shop
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, managers
from amends.web.orders.forms import NewShopForm, ShopForm
from amends.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def new_shop(request: SignedInRequest) -> HttpResponse:
    form = NewShopForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            added = add_shop(**form.cleaned_data, by=Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("%(name)s was added; import its orders now") % {"name": added}, icon="building-store")
            return redirect(f"{_imports_url()}?shop={added.code}")
    return page(request, "orders/shop.html", {"title": _("New shop"), "form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def shop(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_shop_for(request.user, code)
    form = ShopForm(posted(request), initial={name: getattr(found, name) for name in ShopForm.base_fields})
    if form.is_bound and form.is_valid():
        edit_shop(found, **form.cleaned_data, by=Actor.person(request.user))
        toast(request, _("%(name)s was saved") % {"name": form.cleaned_data["name"]})
        return redirect("orders:imports")
    context = {"title": found.name, "shop": found, "form": form}
    return page(request, "orders/shop.html", context, status=status_of(form))


def _imports_url() -> str:
    return redirect("orders:imports").url
