"""What to look at before a ticket is made. Nothing of it is forbidden (Q25): the same words at every door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.orders.models import Order
from amends.people.models import User
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Ticket, TicketItem, TicketType
from amends.tickets.queries import claimed_items, tickets_of_order


@dataclass(frozen=True)
class Caution:
    """`code` is for programs; `ticket` is the other one that it is about."""

    code: str
    sentence: str
    detail: str = ""
    ticket: Ticket | None = None


def cautions(
    user: User,
    *,
    type: TicketType,
    order: Order | None,
    ordered_on: date | None,
    items: Iterable[ItemDraft] = (),
    today: date,
    made: Ticket | None = None,
) -> list[Caution]:
    """All there is to look at, of tickets that `user` may see. `made` is the ticket itself, once it is there."""
    found = [*_age(type, ordered_on, today)]
    if order is None:
        return found
    others = [one for one in tickets_of_order(user, order) if not one.is_closed and one != made]
    found += [Caution("open_ticket", _("This order has an open ticket."), ticket=one) for one in others]
    taken = [one for one in claimed_items(user, order) if made is None or one.ticket_id != made.pk]
    return found + [caution for item in items for caution in _claims(item, taken)]


def _age(type: TicketType, ordered_on: date | None, today: date) -> Iterable[Caution]:
    days = type.oldest_order_days
    if days is None or ordered_on is None or (today - ordered_on).days <= days:
        return
    rule = ngettext("within %(days)d day of the order", "within %(days)d days of the order", days) % {"days": days}
    words = {"rule": rule, "ordered": _said(ordered_on), "last": _said(ordered_on + timedelta(days=days))}
    detail = _("The rule: %(rule)s. Ordered on %(ordered)s, so the last day was %(last)s.") % words
    yield Caution("order_too_old", _("The order is too old for this type: %(type)s.") % {"type": type.name}, detail)


def _claims(item: ItemDraft, taken: Iterable[TicketItem]) -> Iterable[Caution]:
    claims = claims_of(item, taken)
    for claim in claims:
        words = {"product": item.name, "quantity": plain(claim.quantity), "number": claim.ticket.number}
        sentence = _("%(product)s: %(quantity)s already in open ticket %(number)s.") % words
        yield Caution("product_claimed", sentence, ticket=claim.ticket)
    left = left_of(item, claims)
    if claims and left is not None and item.quantity > left:
        words = {"product": item.name, "left": plain(left), "ordered": plain(item.ordered or Decimal(0))}
        sentence = _("%(product)s: %(left)s of %(ordered)s left beside the other open tickets.") % words
        yield Caution("claimed_beyond_order", sentence)


def item_from(kept: TicketItem) -> ItemDraft:
    """What a ticket keeps of a product, as it was given."""
    return ItemDraft(name=kept.name, code=kept.code, quantity=kept.quantity, ordered=kept.ordered_quantity)


def claims_of(item: ItemDraft, taken: Iterable[TicketItem]) -> list[TicketItem]:
    """Those of `taken` that are of the same line of the order: of the same code, or name where it has none."""
    return [one for one in taken if (one.code == item.code if item.code else one.name == item.name)]


def left_of(item: ItemDraft, claims: Iterable[TicketItem]) -> Decimal | None:
    """How many of those ordered are on no other open ticket; None for a product that is not on the order."""
    if item.ordered is None:
        return None
    return max(item.ordered - sum((one.quantity for one in claims), Decimal(0)), Decimal(0))


def plain(quantity: Decimal) -> str:
    """A quantity without needless zeros: "2", "0.5"."""
    return f"{quantity.normalize():f}"


def _said(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
