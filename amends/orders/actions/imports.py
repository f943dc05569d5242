"""Importing orders from a file: at once, or from an upload in the background."""

import uuid
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit import locks
from amends.kit.refusals import Refused
from amends.orders.events import OrdersImportBegun
from amends.orders.imports import importing, uploads
from amends.orders.jobs import import_upload
from amends.orders.models import FileFormat, OrderImport, Shop

if TYPE_CHECKING:
    from amends.people.models import User

LARGEST_UPLOAD = 1024 * 1024 * 1024
"""Bytes; larger files are imported on the command line, which needs no copy of them."""
EMPTY = _("The file is empty. Choose a file with orders.")
TOO_LARGE = _("The file is larger than 1 GB. Import it on the server with bin/amends import-orders.")


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
    """Import orders from `stream` (bytes) now. Answers how it went; a refused file is an answer too, no exception.

    It begins when no other import of the shop is under way, and uploads that were given before are imported first: what
    is newer stays.
    """
    with locks.alone(importing.lock_of(shop)):
        uploads.finish_waiting(shop)
        order_import = _new_import(format, shop, by, file_name=file_name, size=size)
        importing.run(order_import, stream, progress)
    return order_import


def begin_import(upload: File, *, format: str, shop: Shop, by: Actor, user: "User | None" = None) -> OrderImport:
    """Keep `upload` and import it in the background. Raises ImportRefused when it is empty or too large.

    Uploads of one shop are imported in the order they were given, whatever happens to a worker: the newest one stays.
    A gigabyte takes its time: it is in the storage before the transaction begins.
    """
    if not upload.size:
        raise ImportRefused(EMPTY, field="file")
    if upload.size > LARGEST_UPLOAD:
        raise ImportRefused(TOO_LARGE, field="file")
    name, size = upload.name or "", upload.size
    key = default_storage.save(f"imports/{uuid.uuid4().hex}.{FileFormat(format)}", upload)
    try:
        with transaction.atomic():
            locks.hold(f"orders-import-given:{shop.pk}")  # rows and jobs are numbered in the same order
            order_import = _new_import(format, shop, by, file_name=name, size=size, user=user)
            order_import.file.name = key
            order_import.save(update_fields=["file"])
            import_upload.defer_in_turn(importing.lock_of(shop), import_id=order_import.pk)
    except BaseException:
        default_storage.delete(key)
        raise
    return order_import


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
    record(
        OrdersImportBegun(import_id=order_import.pk, shop=shop.code, file_name=order_import.file_name), by=by, shop=shop
    )
    return order_import
