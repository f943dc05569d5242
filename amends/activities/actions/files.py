"""Hang more documents on an activity (R4)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.locking import lock
from amends.activities.events import ActivityEdited
from amends.activities.models import Activity, ActivityFile
from amends.files.models import File
from amends.journal.actors import Actor
from amends.journal.recording import record


def attach_files(activity: Activity, *, files: Iterable[File], by: Actor) -> Activity:
    """Add the files that the activity does not have yet; does nothing without any."""
    with transaction.atomic():
        lock(activity)
        there = set(activity.activity_files.values_list("file_id", flat=True))
        new = [file for file in files if file.pk not in there]
        if not new:
            return activity
        ActivityFile.objects.bulk_create([ActivityFile(activity=activity, file=file) for file in new])
        activity.updated_at = timezone.now()
        activity.save(update_fields=["updated_at"])
        record(ActivityEdited(**told(activity), changed=["files"]), by=by, **subjects(activity))
    return activity
