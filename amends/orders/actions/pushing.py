"""Orders that a shop's own program sends, one by one or some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.orders.events import OrdersSent
from amends.orders.imports import applying, staging
from amends.orders.imports.reasons import RowRefused, sentence
from amends.orders.imports.rows import Checker, RawOrder
from amends.orders.models import Order, OrderItem, Shop

NAMES = {name: name for name in (each.name for each in Order._meta.fields)}
ITEM_NAMES = {name: f"items.{name}" for name in (each.name for each in OrderItem._meta.fields)}

Result = Literal["created", "changed", "unchanged"]


class OrderRefused(Refused):
    code = "order_refused"


@dataclass(frozen=True)
class Sent:
    """What became of one order."""

    result: Result | None
    refusal: OrderRefused | None = None


@transaction.atomic
def send_orders(shop: Shop, orders: Sequence[RawOrder], *, by: Actor) -> list[Sent]:
    """Write these orders of the shop, or say of each why not; `line` of each is its place among them, from 1.

    The same order once more changes nothing. A file that was taken before does not change it back. One that is among
    them twice is refused but for the last.
    """
    checker = Checker(shop, NAMES, ITEM_NAMES)
    refused: dict[int, OrderRefused] = {}
    batch = staging.Batch()
    last = {one.texts.get("code", "").strip(): place for place, one in enumerate(orders, start=1)}
    for place, raw in enumerate(orders, start=1):
        try:
            later = last[raw.texts.get("code", "").strip()]
            if later != place:
                raise RowRefused("sent_twice", place=later)
            batch.add(place, checker.check(raw))
        except RowRefused as refusal:
            field = str(refusal.details.get("field", "")) or None
            refused[place] = OrderRefused(sentence(refusal.code, refusal.details), field=field)
    written = _write(shop, batch, len(orders)) if len(batch) else {}
    if written:
        created = sum(written.values())
        record(OrdersSent(shop=shop.code, created=created, changed=len(written) - created), by=by, shop=shop)
    return [
        Sent(None, refused[place]) if place in refused else Sent(_result(written.get(place)))
        for place in range(1, len(orders) + 1)
    ]


def _result(is_new: bool | None) -> Result:
    return "unchanged" if is_new is None else "created" if is_new else "changed"


def _write(shop: Shop, batch: staging.Batch, last: int) -> dict[int, bool]:
    staging.create_tables()
    batch.stage()
    written = applying.apply_staged(shop, 1, last)
    applying.mark_pushed(shop)
    staging.drop_tables()
    return written.is_new


def send_order(shop: Shop, order: RawOrder, *, by: Actor) -> Result:
    """Write this one. Raises OrderRefused."""
    [sent] = send_orders(shop, [order], by=by)
    if sent.refusal or sent.result is None:
        raise sent.refusal or OrderRefused("")
    return sent.result
