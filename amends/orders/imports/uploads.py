"""Uploads that wait in the background: importing one, and giving up those nobody works on any more."""

import logging
from datetime import timedelta
from typing import BinaryIO, cast

from django.db.models import QuerySet
from django.utils import timezone

from amends.kit import locks
from amends.orders.imports import importing
from amends.orders.imports.reasons import FeedRefused
from amends.orders.models import ImportState, OrderImport, Shop

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(minutes=15)
FETCH_GIVEN_UP_AFTER = timedelta(hours=2)


def run_upload(import_id: int) -> None:
    """Import a kept upload. Safe to run again after whatever happened to an earlier run."""
    order_import = OrderImport.objects.select_related("shop").get(pk=import_id)
    with locks.alone(importing.lock_of(order_import.shop)):
        _give_up_older(order_import)
        _run(order_import)


def _run(order_import: OrderImport) -> None:
    order_import.refresh_from_db(fields=["state", "file"])
    if order_import.is_over:
        return
    try:
        stream = order_import.file.open("rb")
    except (FileNotFoundError, ValueError):
        # without a file it came from a command line, whose process has gone
        importing.fail(order_import, FeedRefused("missing_file" if order_import.file else "interrupted"))
        return
    with stream:
        importing.run(order_import, cast(BinaryIO, stream))


def _give_up_older(order_import: OrderImport) -> None:
    """The jobs of a shop run in their order: one before this whose import is not over was given up. Should somebody
    have it tried again, its older orders would stand on top of the newer ones."""
    for older in _unfinished(order_import.shop).filter(pk__lt=order_import.pk, is_fetched=False):
        importing.fail(older, FeedRefused("interrupted"))


def finish_waiting(shop: Shop) -> None:
    """Import what was uploaded for a shop before, here and now; for whoever has the shop's lock and newer orders."""
    for waiting in _unfinished(shop).order_by("pk"):
        try:
            _run(waiting)
        except Exception:
            logger.exception("The import %s could not be finished before a newer one.", waiting.pk)
            importing.fail(waiting, FeedRefused("interrupted"))


def _unfinished(shop: Shop) -> QuerySet[OrderImport]:
    return OrderImport.objects.select_related("shop").filter(
        shop=shop, state__in=[ImportState.WAITING, ImportState.READING, ImportState.APPLYING]
    )


def close_abandoned_imports() -> int:
    """Fail imports that nobody works on any more: a command line that was killed, a job that was given up."""
    silent = OrderImport.objects.select_related("shop").filter(
        state__in=[ImportState.READING, ImportState.APPLYING], heard_at__lt=timezone.now() - GIVEN_UP_AFTER
    )
    fetched = OrderImport.objects.select_related("shop").filter(  # their jobs were given up
        state__in=[ImportState.FETCHING, ImportState.WAITING],
        is_fetched=True,
        heard_at__lt=timezone.now() - FETCH_GIVEN_UP_AFTER,
    )
    abandoned = [each for each in [*silent, *fetched] if not importing.is_under_way(each.shop)]
    for each in abandoned:
        importing.fail(each, FeedRefused("interrupted"))
    return len(abandoned)
