"""Let files go."""

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from amends.files.models import File


def remove_files(files: Iterable[File]) -> int:
    """Delete rows, and their bytes once the deletion is certain; the number of files removed.

    A crash between the two leaves bytes without a row, which amends.files.jobs removes later;
    never a row without bytes.
    """
    going = list(files)
    with transaction.atomic():
        File.objects.filter(pk__in=[file.pk for file in going]).delete()
        for file in going:
            transaction.on_commit(partial(default_storage.delete, file.key))
    return len(going)
