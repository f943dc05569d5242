"""Let files go."""

from collections.abc import Callable, Iterable

from django.core.files.storage import default_storage
from django.db import transaction

from amends.files.models import File


def remove_files(files: Iterable[File]) -> int:
    """Delete rows, and their bytes once the deletion is certain; the number of files removed.

    A crash between the two, or a storage that does not answer, leaves bytes without a row, which amends.files.jobs
    removes later; never a row without bytes.
    """
    going = list(files)
    with transaction.atomic():
        File.objects.filter(pk__in=[file.pk for file in going]).delete()
        for file in going:
            transaction.on_commit(_deletion_of(file.key), robust=True)
    return len(going)


def _deletion_of(key: str) -> Callable[[], None]:
    def delete_bytes() -> None:
        default_storage.delete(key)

    return delete_bytes
