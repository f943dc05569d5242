"""Uploads that wait in the background: importing one, and giving up those nobody works on any more."""

from datetime import timedelta
from typing import BinaryIO, cast

from django.utils import timezone

from amends.orders.imports import importing
from amends.orders.imports.reasons import FeedRefused
from amends.orders.models import ImportState, OrderImport

GIVEN_UP_AFTER = timedelta(minutes=15)


def run_upload(import_id: int) -> None:
    """Import a kept upload. Safe to run again after whatever happened to an earlier run."""
    order_import = OrderImport.objects.select_related("shop").get(pk=import_id)
    if order_import.is_over:
        return
    try:
        stream = order_import.file.open("rb")
    except (FileNotFoundError, ValueError):
        importing.fail(order_import, FeedRefused("missing_file"))
        return
    with stream:
        importing.run(order_import, cast(BinaryIO, stream))


def close_abandoned_imports() -> int:
    """Fail imports that nobody works on any more: a command line that was killed, a job that was given up."""
    silent = OrderImport.objects.select_related("shop").filter(
        state__in=[ImportState.READING, ImportState.APPLYING], heard_at__lt=timezone.now() - GIVEN_UP_AFTER
    )
    abandoned = [each for each in silent if not importing.is_under_way(each.shop)]
    for each in abandoned:
        importing.fail(each, FeedRefused("interrupted"))
    return len(abandoned)
