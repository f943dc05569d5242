"""Find files that nobody needs: uploaded but never attached, or left in the storage by a transaction that failed or a
removal that was cut short."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from amends.files.access import kept
from amends.files.actions import remove_files
from amends.files.models import File

GRACE = timedelta(hours=24)
"""How long an upload may wait to be attached."""

LOOKED_AT_AGAIN = timedelta(days=60)
MOST_A_NIGHT = 50_000
"""Files that one night looks at."""

_CHUNK = 500
_DAYS_BACK = 3  # a stray is found in the first night after its day; two more in case a night was missed


def remove_orphans(now: datetime | None = None, most: int = MOST_A_NIGHT) -> int:
    """Remove files that no app keeps, once they are older than GRACE; the number removed.

    A file found to be kept is left alone for LOOKED_AT_AGAIN, for what it hangs on may go one day. A night looks at
    `most` files, chunk by chunk; what it does not come to, or loses when it is stopped, is first the next night.
    """
    now, removed = now or timezone.now(), 0
    for _chunk in range(0, most, _CHUNK):
        files = list(_to_look_at(now)[:_CHUNK])
        removed += _look_at(files, now)
        if len(files) < _CHUNK:
            break
    return removed


def _to_look_at(now: datetime) -> QuerySet[File]:
    due = Q(found_kept_at=None) | Q(found_kept_at__lt=now - LOOKED_AT_AGAIN)
    old = File.objects.filter(due, created_at__lt=now - GRACE)
    return old.order_by(F("found_kept_at").asc(nulls_first=True), "created_at")


def _look_at(files: list[File], now: datetime) -> int:
    attached = kept([file.pk for file in files])
    File.objects.filter(pk__in=attached).update(found_kept_at=now)
    return remove_files([file for file in files if file.pk not in attached])


def remove_strays(today: date | None = None) -> int:
    """Remove bytes in the storage's folders of some days that no row names; the number removed.

    Each night looks at the last full days, where uploads that failed are, and at a share of the days before them, for
    what a removal left: all have had their turn after LOOKED_AT_AGAIN.
    """
    today = today or timezone.now().date()
    recent = {today - timedelta(days=back) for back in range(2, 2 + _DAYS_BACK)}
    turn = {day for day in _days() if day < min(recent) and (today - day).days % LOOKED_AT_AGAIN.days == 0}
    return sum(map(_remove_strays_of, sorted(recent | turn)))


def _days() -> Iterator[date]:
    """The days that have a folder in the storage."""
    try:
        folders, _names = default_storage.listdir("")
    except FileNotFoundError:
        return
    for name in folders:
        try:
            yield date.fromisoformat(name)
        except ValueError:  # somebody else's
            continue


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
