"""The list of orders, one order, and what to do about an order that is missing."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.kit.pages import page
from amends.kit.paging import Page, keyset
from amends.orders.access import get_order_for, may_browse_orders, may_import_orders, reference_to, visible_orders
from amends.orders.models import Order
from amends.orders.queries import HOW_TO_NAME, find_orders, items_of, rest_of, search_orders, supplies
from amends.people.models import User
from amends.tickets.queries import tickets_of_order
from amends.vocabulary import fields_of
from amends.web.columns import Column, chosen_columns, headings, order_of
from amends.web.filters import FilterBar
from amends.web.guards import SignedInRequest, signed_in
from amends.web.orders.rows import body, read, usual_columns
from amends.web.tickets.choices import country_name, language_name

SIZE = 50
NEWEST_FIRST = "-placed"


@require_safe
@signed_in
def orders(request: SignedInRequest) -> HttpResponse:
    """Newest first, or as the address says. A limited agent sees the few that the text names, and no conditions narrow
    or go on from there."""
    user, sort = request.user, request.GET.get("sort", "")
    bar = FilterBar(request, "order", search=search_orders, placeholder=_("Code, e-mail, customer, phone"))
    may_browse, columns = may_browse_orders(user), chosen_columns(request.GET, "order", usual_columns())
    shown = _listed(request, bar.to_show(visible_orders(user)) if may_browse else _named(user, bar.text), columns)
    context = {
        "title": _("Orders"),
        "bar": bar,
        "page": shown,
        "head": headings(columns, request.GET, sort),
        "body": body(shown.rows, columns),
        "may_browse": may_browse,
        "how_to_name": HOW_TO_NAME,
        "may_import": may_import_orders(user),
        "supplies": [] if shown else supplies(),
    }
    return page(request, "orders/list.html", context)


def _named(user: User, text: str) -> QuerySet[Order]:
    return visible_orders(user).filter(pk__in=[order.pk for order in find_orders(user, text)])


def _listed(request: SignedInRequest, found: QuerySet[Order], columns: list[Column]) -> Page[dict[str, Any]]:
    get, fields = request.GET, fields_of("order")
    order = order_of(fields, get.get("sort", "")) or order_of(fields, NEWEST_FIRST) or ()
    rows = read(found, columns, order, request.user)
    return keyset(rows, order, after=get.get("after"), before=get.get("before"), size=SIZE)


@require_safe
@signed_in
def order(request: SignedInRequest, shop: str, code: str) -> HttpResponse:
    found = get_order_for(request.user, shop, code)
    items = items_of(found)
    context = {
        "title": found.code,
        "order": found,
        "items": items,
        "rest": rest_of(found, items),
        "reference": reference_to(request.user, found),
        "tickets": tickets_of_order(request.user, found),
        "language": language_name(found.language),
        "country": country_name(found.country),
    }
    return page(request, "orders/order.html", context)


@require_safe
@signed_in
def missing(request: SignedInRequest) -> HttpResponse:
    """When orders last came, and whom to tell what when one still is not there (R48, R49)."""
    known = supplies()
    is_under_way = any(supply.is_under_way for supply in known)
    context = {
        "title": _("An order is missing"),
        "supplies": known,
        "is_under_way": is_under_way,
        "may_import": may_import_orders(request.user),
    }
    answer = page(request, "orders/missing.html", context)
    if request.GET.get("asked") and not is_under_way:
        answer["HX-Trigger"] = "synchronised"  # whoever looks for an order looks again
    return answer
