"""Parts of the ticket pages that are asked for by themselves."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from amends.kit.markup import markup
from amends.kit.pages import page
from amends.kit.search import SHORTEST, fold_each
from amends.orders.access import reference_to
from amends.orders.models import Order
from amends.orders.queries import HOW_TO_NAME, find_orders, names_an_order
from amends.people.models import User
from amends.tickets.queries import open_ticket_counts
from amends.web.guards import SignedInRequest, signed_in

MOST = 8


@require_safe
@signed_in
def order_hits(request: SignedInRequest) -> HttpResponse:
    """Orders that have the text, to pick one from (R43-R46)."""
    return page(request, "tickets/_hits.html", hits_for(request.user, request.GET.get("q", "")))


def hits_for(user: User, text: str) -> dict[str, Any]:
    """What the list of hits shows: the newest orders that fit, each with how many open tickets there are about it."""
    text = text.strip()
    orders = find_orders(user, text, limit=MOST) if len(text) >= SHORTEST else []
    _prefetch_items(orders)
    counts = open_ticket_counts(user, (order.pk for order in orders))
    return {
        "q": text,
        "too_short": 0 < len(text) < SHORTEST,
        "too_vague": "" if names_an_order(user, text) else HOW_TO_NAME,
        "hits": [Hit(order, text, reference_to(user, order), counts.get(order.pk, 0)) for order in orders],
    }


class Hit:
    """One order as found: its texts with the place that fits marked."""

    def __init__(self, order: Order, text: str, reference: str, open_tickets: int) -> None:
        self.order = order
        self.reference = reference
        self.open_tickets = open_tickets
        self.code = marked(order.code, text)
        self.name = marked(order.customer_name, text)
        self.email = marked(order.email, text)
        self.items = ", ".join(item.name for item in order.items.all() if item.kind == "product")


def marked(text: str, query: str) -> SafeString:
    """`text` with the first place that `query` fits put into <mark>, however accents and case differ."""
    pieces = fold_each(text)
    wanted = "".join(fold_each(query))
    folded, ends = "".join(pieces), []
    for index, piece in enumerate(pieces):
        ends += [index] * len(piece)
    at = folded.find(wanted) if wanted else -1
    if at < 0:
        return markup("{}", text)
    start, end = ends[at], ends[at + len(wanted) - 1] + 1
    return markup("{}<mark>{}</mark>{}", text[:start], text[start:end], text[end:])


def _prefetch_items(orders: list[Order]) -> None:
    prefetch_related_objects(orders, "items")
