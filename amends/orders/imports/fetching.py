"""Fetching the feed of a shop: over the network into a file of ours, which is then imported like an upload.

Killed while it fetches, it begins again; killed later, the file is there and the import goes on from it. One shop is
fetched once at a time: its jobs have one lock, its imports under way a constraint, and the deed a lock by name.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from amends.kit import locks
from amends.kit.fetching import FetchRefused, Wanted, fetch
from amends.kit.sealing import CannotBeOpened, unseal
from amends.orders.imports import importing
from amends.orders.imports.reasons import FeedRefused
from amends.orders.imports.sources import Sources
from amends.orders.models import ImportState, OrderImport, ShopFeed

MOST = 1024 * 1024 * 1024
"""Bytes of a feed, unpacked."""
PURPOSE = "password of a feed"
SINCE = "{since}"
"""Stands in an address for the moment from which changes are wanted."""
OVERLAP = timedelta(hours=1)
LONG_AGO = "1970-01-01T00:00:00"
SIGN_OF_LIFE = 2.0


def lock_of(shop_id: int) -> str:
    return f"orders-fetch:{shop_id}"


def fetch_feed_of(import_id: int, *, then: Callable[[OrderImport], object]) -> None:
    """Have the file imported by `then`. Safe to run again after whatever happened to an earlier run."""
    run = OrderImport.objects.select_related("shop").get(pk=import_id)
    with locks.alone(lock_of(run.shop_id)):
        run.refresh_from_db(fields=["state"])
        if run.state != ImportState.FETCHING:
            return
        try:
            _fetch(run, then)
        except FetchRefused as refused:
            importing.fail(run, FeedRefused(refused.code, **refused.details))


def _fetch(run: OrderImport, then: Callable[[OrderImport], object]) -> None:
    feed = ShopFeed.objects.filter(shop=run.shop_id).first()
    if feed is None or not feed.is_on:
        raise FetchRefused("feed_off")
    read_by = Sources(run.shop, feed.format).read_by
    run.marks = {"version": feed.version, "read_by": read_by}
    run.started_at = run.started_at or timezone.now()
    run.save(update_fields=["marks", "started_at"])
    fetched = fetch(_wanted(feed, run, known=feed.marks if feed.marks.get("read_by") == read_by else {}), most=MOST)
    if not fetched.is_new:
        importing.finish_same(run)
        return
    run.marks |= {"etag": fetched.etag, "modified": fetched.modified}
    with tempfile.TemporaryFile() as file:
        size = _write(file, fetched.pieces, run)
        file.seek(0)
        _hand_over(run, file, size, then)


def _wanted(feed: ShopFeed, run: OrderImport, *, known: dict[str, str]) -> Wanted:
    try:
        password = unseal(feed.password, purpose=PURPOSE)
    except CannotBeOpened:
        raise FetchRefused("password_lost") from None
    if SINCE in feed.url:  # each time another address, whose marks mean nothing
        url = feed.url.replace(SINCE, quote(_since(known.get("at"), run.shop.time_zone)))
        return Wanted(url, feed.user_name, password)
    return Wanted(feed.url, feed.user_name, password, known.get("etag", ""), known.get("modified", ""))


def _since(at: str | None, zone: str) -> str:
    """With some overlap: the shop's clock is not ours."""
    if not at:
        return LONG_AGO
    return (datetime.fromisoformat(at) - OVERLAP).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S")


def _write(file: IO[bytes], pieces: Iterator[bytes], run: OrderImport) -> int:
    size, told = 0, 0.0
    for piece in pieces:
        file.write(piece)
        size += len(piece)
        if time.monotonic() - told > SIGN_OF_LIFE:
            told = time.monotonic()
            OrderImport.objects.filter(pk=run.pk).update(heard_at=timezone.now(), bytes_read=size)
    return size


def _hand_over(run: OrderImport, file: IO[bytes], size: int, then: Callable[[OrderImport], object]) -> None:
    """Its turn comes after all that were given before it."""
    name = f"imports/feed-{run.pk}.{run.format}"
    with suppress(FileNotFoundError):
        default_storage.delete(name)  # of a run that was killed
    key = default_storage.save(name, File(file))
    try:
        with transaction.atomic():
            locks.hold(f"orders-import-given:{run.shop_id}")
            run.file.name, run.size, run.state, run.heard_at = key, size, ImportState.WAITING, timezone.now()
            run.save(update_fields=["file", "size", "state", "marks", "heard_at"])
            then(run)
    except BaseException:
        default_storage.delete(key)
        raise
