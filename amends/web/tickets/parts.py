"""Parts of the ticket pages that are asked for by themselves."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from amends.kit.markup import markup
from amends.kit.pages import page
from amends.kit.search import SHORTEST, fold_each, ways_to_find
from amends.orders.access import reference_to
from amends.orders.guessing import TooManyLookUps
from amends.orders.models import Order
from amends.orders.queries import HOW_TO_NAME, find_orders, names_an_order, product_names
from amends.people.models import User
from amends.tickets.queries import open_ticket_counts
from amends.web.guards import SignedInRequest, signed_in

MOST = 8


@require_safe
@signed_in
def order_hits(request: SignedInRequest) -> HttpResponse:
    """Orders that have the text, to pick one from (R43-R46)."""
    found = hits_for(request.user, request.GET.get("q", ""))
    answer = page(request, "tickets/_hits.html", found)
    if len(found["q"]) >= SHORTEST and not found["hits"]:
        answer["HX-Trigger"] = "looked-in-vain"
    return answer


def hits_for(user: User, text: str) -> dict[str, Any]:
    """What the list of hits shows: the newest orders that fit, each with how many open tickets there are about it."""
    text, refusal = text.strip(), ""
    try:
        orders = find_orders(user, text, limit=MOST) if len(text) >= SHORTEST else []
    except TooManyLookUps as refused:
        orders, refusal = [], str(refused)
    products = product_names(orders)
    counts = open_ticket_counts(user, (order.pk for order in orders))
    return {
        "q": text,
        "too_short": 0 < len(text) < SHORTEST,
        "too_vague": "" if names_an_order(user, text) else HOW_TO_NAME,
        "refusal": refusal,
        "hits": [
            Hit(order, text, reference_to(user, order), ", ".join(products[order.pk]), counts.get(order.pk, 0))
            for order in orders
        ],
    }


class Hit:
    """One order as found: its texts with the place that fits marked."""

    def __init__(self, order: Order, text: str, reference: str, bought: str, open_tickets: int) -> None:
        self.order = order
        self.reference = reference
        self.open_tickets = open_tickets
        self.code = marked(order.code, text)
        self.name = marked(order.customer_name, text)
        self.email = marked(order.email, text)
        self.bought = bought


def marked(text: str, query: str) -> SafeString:
    """`text` with the first place of each word of `query` put into <mark>, however accents and case differ."""
    pieces = fold_each(text)
    folded = "".join(pieces)
    origins = [index for index, piece in enumerate(pieces) for _ in piece]
    wanted: set[int] = set()
    for word in {word for way in ways_to_find(query) for word in way}:
        at = folded.find(word)
        wanted |= set(origins[at : at + len(word)]) if at >= 0 else set()
    runs = groupby(enumerate(text), key=lambda one: one[0] in wanted)
    said = [("<mark>{}</mark>" if is_wanted else "{}", "".join(letter for _, letter in run)) for is_wanted, run in runs]
    return markup("".join(form for form, _ in said), *(part for _, part in said))
