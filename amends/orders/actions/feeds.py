"""Setting up where a shop's orders are fetched from, and fetching them."""

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit.fetching import FetchRefused, check_address
from amends.kit.refusals import Refused
from amends.kit.sealing import seal
from amends.orders.events import FeedChanged, OrdersImportBegun
from amends.orders.imports import fetching
from amends.orders.imports.reasons import sentence
from amends.orders.jobs import fetch_feed
from amends.orders.models import ImportState, OrderImport, Shop, ShopFeed
from amends.orders.models.feeds import MOST_HOURS, USUAL_HOURS

if TYPE_CHECKING:
    from amends.people.models import User

AT_MOST_EVERY = timedelta(minutes=1)
"""Whoever asks for a fetch sooner after the last one gets that one."""


class FeedSettingRefused(Refused):
    code = "feed_refused"


@transaction.atomic
def set_feed(
    shop: Shop,
    *,
    by: Actor,
    url: str,
    format: str,
    is_on: bool = True,
    user_name: str = "",
    password: str | None = None,
    hours: int = USUAL_HOURS,
) -> ShopFeed:
    """Say where the shop's orders are fetched from. `password` None keeps the one there is; without a user name there
    is none. Raises FeedSettingRefused for an address that may not be asked."""
    Shop.objects.select_for_update().get(pk=shop.pk)
    feed = ShopFeed.objects.filter(shop=shop).first() or ShopFeed(shop=shop, version=0)
    kept = seal(password, purpose=fetching.PURPOSE) if password else feed.password
    wanted: dict[str, Any] = {
        "is_on": is_on,
        "url": url.strip(),
        "format": format,
        "user_name": user_name.strip(),
        "password": kept if user_name.strip() and password != "" else "",
        "hours": min(max(hours, 1), MOST_HOURS),
    }
    _check(wanted["url"], has_password=bool(wanted["user_name"] or wanted["password"]))
    changed = [name for name, value in wanted.items() if getattr(feed, name) != value or not feed.version]
    if not changed:
        return feed
    for name in changed:
        setattr(feed, name, wanted[name])
    feed.version += 1
    if {"url", "format", "user_name", "password", "is_on"} & set(changed):
        feed.marks, feed.failures, feed.failing_since, feed.next_at = {}, 0, None, timezone.now()
    else:
        last = OrderImport.objects.filter(shop=shop, is_fetched=True).order_by("-id").first()
        feed.next_at = (last.created_at if last else timezone.now()) + timedelta(hours=feed.hours)
    feed.save()
    record(FeedChanged(shop=shop.code, fields=changed), by=by, shop=shop)
    return feed


def _check(url: str, *, has_password: bool) -> None:
    try:
        check_address(url.replace(fetching.SINCE, ""), has_password=has_password)
    except FetchRefused as refused:
        raise FeedSettingRefused(sentence(refused.code, refused.details), field="url") from None


@transaction.atomic
def synchronise(shop: Shop, *, by: Actor, user: "User | None" = None) -> OrderImport:
    """Fetch the shop's feed in the background; the fetch that is under way, or just was, when there is one.

    Raises FeedSettingRefused when the shop has no feed, or one that is turned off.
    """
    feed = ShopFeed.objects.select_for_update().filter(shop=shop).first()
    if feed is None or not feed.is_on:
        raise FeedSettingRefused(_("Orders of this shop are not fetched from a feed."))
    last = OrderImport.objects.filter(shop=shop, is_fetched=True).order_by("-id").first()
    now = timezone.now()
    if last is not None and (not last.is_over or _is_fresh(last, feed)):
        return last
    run = OrderImport.objects.create(
        shop=shop,
        format=feed.format,
        file_name=f"{shop.code}.{feed.format}",
        state=ImportState.FETCHING,
        is_fetched=True,
        heard_at=now,
        started_by=user,
        actor={"kind": ActorKind(by.kind).value, "id": by.id, "label": by.label},
    )
    feed.next_at = now + timedelta(hours=feed.hours)
    feed.save(update_fields=["next_at"])
    record(OrdersImportBegun(import_id=run.pk, shop=shop.code, file_name=run.file_name), by=by, shop=shop)
    fetch_feed.defer_in_turn(fetching.lock_of(shop.pk), import_id=run.pk)
    return run


def _is_fresh(last: OrderImport, feed: ShopFeed) -> bool:
    """Just finished, and of the feed as it is set up now."""
    recent = last.finished_at is not None and timezone.now() - last.finished_at < AT_MOST_EVERY
    return recent and last.state == ImportState.FINISHED and last.marks.get("version") == feed.version


def begin_due() -> None:
    """Begin the fetches whose time has come."""
    due = ShopFeed.objects.select_related("shop").filter(is_on=True, next_at__lte=timezone.now())
    for feed in due.order_by("next_at", "pk"):
        with suppress(FeedSettingRefused):  # turned off meanwhile
            synchronise(feed.shop, by=Actor.clock())
