"""Find files that nobody needs: uploaded but never attached, or left in the storage by a transaction that failed."""

from datetime import date, datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from amends.files.access import kept
from amends.files.actions import remove_files
from amends.files.models import File
from amends.kit.sets import pieces

GRACE = timedelta(hours=24)
"""How long an upload may wait to be attached."""

_CHUNK = 500
_DAYS_BACK = 3  # a stray is found in the first night after its day; two more in case a night was missed


def remove_orphans(now: datetime | None = None) -> int:
    """Remove files that no app keeps, once they are older than GRACE; the number removed."""
    old = File.objects.filter(created_at__lt=(now or timezone.now()) - GRACE).order_by("created_at")
    removed = 0
    for chunk in pieces(list(old.values_list("pk", flat=True)), _CHUNK):
        removed += remove_files(list(File.objects.filter(pk__in=set(chunk) - kept(chunk))))
    return removed


def remove_strays(today: date | None = None) -> int:
    """Remove bytes in the storage's folders of the last full days that no row names; the number removed."""
    today = today or timezone.now().date()
    return sum(_remove_strays_of(today - timedelta(days=back)) for back in range(2, 2 + _DAYS_BACK))


def _remove_strays_of(day: date) -> int:
    try:
        _folders, names = default_storage.listdir(f"{day:%Y-%m-%d}")
    except FileNotFoundError:
        return 0
    keys = {f"{day:%Y-%m-%d}/{name}" for name in names}
    strays = keys - set(File.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in strays:
        default_storage.delete(key)
    return len(strays)
