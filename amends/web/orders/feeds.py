"""The feed of a shop: setting it up, how it went each time, and fetching it when somebody misses an order."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.kit.refusals import Refused
from amends.orders.access import get_feed_shop_for, get_fetched_shop_for
from amends.orders.actions.feeds import set_feed, synchronise
from amends.orders.models import ShopFeed
from amends.orders.queries import runs_of, supply_of
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, administrators, signed_in
from amends.web.orders.forms import FeedForm
from amends.web.toasts import toast, toast_error
from amends.web.ways import way_back

RUNS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def feed(request: SignedInRequest, code: str) -> HttpResponse:
    """Where the orders come from, how they came so far, and the form that changes it."""
    shop = get_feed_shop_for(request.user, code)
    known = supply_of(shop)
    form = FeedForm(
        posted(request), initial=_initial(known.feed), has_password=bool(known.feed and known.feed.password)
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data | {"password": form.cleaned_data["password"] or None}
        try:
            set_feed(shop, **given, by=Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("The feed was saved"))
            return redirect("orders:feed", code)
    shown = keyset(
        runs_of(shop),
        order=("-id",),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=RUNS,
    )
    context = {"title": _("Feed of %(shop)s") % {"shop": shop.name}, "shop": shop, "form": form, "supply": known}
    return page(request, "orders/feed.html", context | {"page": shown}, status=status_of(form))


def _initial(feed: ShopFeed | None) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in FeedForm.base_fields if name != "password"} if feed else {}


@require_POST
@signed_in
def synchronisation(request: SignedInRequest, code: str) -> HttpResponse:
    """Fetch the shop's feed now; back to where it was asked from."""
    shop = get_fetched_shop_for(request.user, code)
    try:
        run = synchronise(shop, by=Actor.person(request.user), user=request.user)
    except Refused as refused:
        toast_error(request, str(refused))
    else:
        said = _("%(shop)s was synchronised just now") if run.is_over else _("%(shop)s is being synchronised")
        toast(request, said % {"shop": shop.name}, icon="refresh")
    if request.headers.get("HX-Request") == "true":
        return redirect(f"{reverse('orders:missing')}?asked=1")
    return redirect(way_back(request, usual=reverse("orders:missing")))
