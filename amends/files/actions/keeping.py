"""Take a file in."""

import hashlib
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File as Upload
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.files.events import FileStored
from amends.files.media import clean_name, ending_of, media_type_of
from amends.files.models import File
from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit.refusals import Refused

if TYPE_CHECKING:
    from amends.people.models import User

_HEAD = 16  # bytes that tell the media type
EMPTY = _("%(name)s is empty. Check the file and choose it again.")
TOO_LARGE = _("%(name)s is too large: it has %(size)s, and %(limit)s is the most. Make it smaller or send it in parts.")
NOT_TAKEN = _("Files like %(name)s can’t be uploaded. These can: %(endings)s. Put anything else into a zip file.")


class FileRefused(Refused):
    """Too big, empty, or of a type that is not taken; the message names the limit."""

    code = "file_refused"

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message, field="files")


def store_file(upload: Upload | Any, *, by: Actor, uploaded_by: "User | None" = None) -> File:
    """Keep an uploaded file and answer its row; FileRefused when it breaks a limit of the settings.

    Whoever uploaded it (`uploaded_by`, else `by` when that is a person) may have it until it is attached.
    The bytes are read in chunks twice (hash, then storage) and never held in memory whole. They are in the storage
    before the row is; when the transaction around fails, amends.files.jobs finds and removes them.
    """
    name = clean_name(upload.name or "")
    _check_limits(name, upload.size)
    sha256, head = _read_through(upload)
    made = uuid.uuid4()
    file = File(
        id=made,
        name=name,
        size=upload.size,
        media_type=media_type_of(name, head),
        sha256=sha256,
        key=default_storage.save(f"{timezone.now():%Y-%m-%d}/{made.hex}", upload),
        uploaded_by_id=_uploader(by, uploaded_by),
    )
    with transaction.atomic():
        file.save(force_insert=True)
        record(FileStored(file=file.pk, name=file.name, size=file.size, media_type=file.media_type), by=by)
    return file


def _uploader(by: Actor, uploaded_by: "User | None") -> int | None:
    if uploaded_by is not None:
        return uploaded_by.pk
    return by.id if by.kind == ActorKind.PERSON else None


def _check_limits(name: str, size: int) -> None:
    if size == 0:
        raise FileRefused(EMPTY % {"name": name})
    if size > settings.FILES_MAX_BYTES:
        raise FileRefused(
            TOO_LARGE % {"name": name, "size": filesizeformat(size), "limit": filesizeformat(settings.FILES_MAX_BYTES)}
        )
    if ending_of(name) not in settings.FILES_ENDINGS:
        raise FileRefused(NOT_TAKEN % {"name": name, "endings": ", ".join(sorted(settings.FILES_ENDINGS))})


def _read_through(upload: Upload | Any) -> tuple[str, bytes]:
    digest, head = hashlib.sha256(), b""
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
        head = head or chunk[:_HEAD]
    upload.seek(0)
    return digest.hexdigest(), head
