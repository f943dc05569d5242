"""Read activities again under row locks; the order of ids is the order of locks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from amends.activities.actions.creation import ActivityRefused
from amends.activities.models import Activity

CHUNK = 2000


def lock(activity: Activity, *, deleted: bool = False) -> None:
    """Refresh the activity under a lock; ActivityRefused when somebody has deleted it meanwhile."""
    # The bare row first: a query that joins and waits for a lock loses what has other foreign keys meanwhile.
    Activity.objects.select_for_update().values_list("pk").get(pk=activity.pk)
    activity.refresh_from_db(from_queryset=Activity.objects.select_related("ticket", "assignee", "completed_by"))
    if activity.deleted_at is not None and not deleted:
        raise ActivityRefused(_("This activity has been deleted. Restore it first."))


def chunks(activity_ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(activity_ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


@contextmanager
def locked(ids: list[int]) -> Iterator[list[Activity]]:
    """The activities of one chunk that are not deleted, under row locks, for one transaction."""
    with transaction.atomic():
        list(Activity.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))
        rows = Activity.objects.kept().filter(pk__in=ids).order_by("pk")
        yield list(rows.select_related("ticket", "assignee", "completed_by"))
