"""Importing orders from a file: at once, or from an upload in the background."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.orders.events import OrdersImportBegun
from amends.orders.imports import importing
from amends.orders.imports.reasons import FeedRefused
from amends.orders.models import FileFormat, ImportState, OrderImport, Shop

if TYPE_CHECKING:
    from amends.people.models import User

LARGEST_UPLOAD = 1024 * 1024 * 1024
"""Bytes; larger files are imported on the command line, which needs no copy of them."""
GIVEN_UP_AFTER = timedelta(minutes=15)


class ImportRefused(Refused):
    code = "import_refused"


def import_orders(
    stream: BinaryIO,
    format: str,
    shop: Shop,
    *,
    by: Actor,
    progress: importing.Progress = lambda order_import: None,
    file_name: str = "",
    size: int | None = None,
) -> OrderImport:
    """Import orders from `stream` (bytes) now. Answers how it went; a refused file is an answer too, no exception."""
    order_import = _new_import(format, shop, by, file_name=file_name, size=size)
    importing.run(order_import, stream, progress)
    return order_import


@transaction.atomic
def begin_import(upload: File, *, format: str, shop: Shop, by: Actor, user: "User | None" = None) -> OrderImport:
    """Keep `upload` and import it in the background. Raises ImportRefused when it is empty or too large."""
    if not upload.size:
        raise ImportRefused(_("The file is empty. Choose the file with orders once more."), field="file")
    if upload.size > LARGEST_UPLOAD:
        raise ImportRefused(
            _("The file is larger than 1 GB. Import it on the server with bin/amends import-orders."), field="file"
        )
    order_import = _new_import(format, shop, by, file_name=upload.name or "", size=upload.size, user=user)
    order_import.file.save(f"{order_import.pk}.{format}", upload, save=False)
    order_import.save(update_fields=["file"])

    from amends.orders.jobs import import_upload

    import_upload.defer(import_id=order_import.pk)
    return order_import


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


@transaction.atomic
def _new_import(
    file_format: str, shop: Shop, by: Actor, *, file_name: str, size: int | None, user: "User | None" = None
) -> OrderImport:
    order_import = OrderImport.objects.create(
        shop=shop,
        format=FileFormat(file_format),
        file_name=PurePosixPath(file_name.replace("\\", "/")).name[:255],
        size=size,
        started_by=user,
        actor={"kind": ActorKind(by.kind).value, "id": by.id, "label": by.label},
    )
    record(OrdersImportBegun(import_id=order_import.pk, shop=shop.code, file_name=order_import.file_name), by=by)
    return order_import
