"""Setting up the shops whose orders come here."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.orders.events import ShopAdded, ShopEdited
from amends.orders.models import Shop

SETTINGS = ("name", "url", "language", "country", "currency", "time_zone", "when_missing")

RESERVED = frozenset({"new"})
"""Codes that would stand where an address of the settings pages has a word of its own."""


class ShopRefused(Refused):
    code = "shop_refused"


@transaction.atomic
def add_shop(*, code: str, name: str, by: Actor, **settings: str) -> Shop:
    """Set up a shop. `code` names it in imports and the API for good. Raises ShopRefused when it cannot be had."""
    if code in RESERVED:
        raise ShopRefused(_("“%(code)s” can’t be the code of a shop. Choose another.") % {"code": code}, field="code")
    try:
        with transaction.atomic():
            shop = Shop.objects.create(code=code, name=name, **settings)
    except IntegrityError:
        raise ShopRefused(_("There is a shop with this code already. Choose another code."), field="code") from None
    record(ShopAdded(shop=shop.code, name=shop.name), by=by, shop=shop)
    return shop


@transaction.atomic
def edit_shop(shop: Shop, *, by: Actor, **settings: Any) -> Shop:
    """Change the settings that are given; orders that are there keep what they have until their next import."""
    shop = Shop.objects.select_for_update().get(pk=shop.pk)
    changed = [name for name in SETTINGS if name in settings and settings[name] != getattr(shop, name)]
    if changed:
        for name in changed:
            setattr(shop, name, settings[name])
        shop.save(update_fields=changed)
        record(ShopEdited(shop=shop.code, fields=changed), by=by, shop=shop)
    return shop
