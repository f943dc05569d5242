"""Files that hang on activities: whoever sees the activity may have them."""

from collections.abc import Collection
from uuid import UUID

from amends.activities.access import visible_activities
from amends.activities.models import ActivityFile
from amends.files.access import keeper
from amends.people.models import User


@keeper
def activity_files(file_ids: Collection[UUID], user: User | None) -> set[UUID]:
    kept = ActivityFile.objects.filter(file_id__in=file_ids)
    if user is not None:
        kept = kept.filter(activity__in=visible_activities(user))
    return set(kept.values_list("file_id", flat=True))
