"""Hang more documents on an activity (R4)."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.facts import subjects, told
from amends.activities.actions.sets import ACTIVITIES
from amends.activities.events import ActivityEdited
from amends.activities.models import Activity, ActivityFile
from amends.files.models import File
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.outcomes import Outcome, Outcomes


def attach_files(activity: Activity, *, files: Iterable[File], by: Actor) -> Activity:
    """Add the files that the activity does not have yet; does nothing without any."""

    def attach(activities: Sequence[Activity]) -> Outcomes:
        return {one.pk: _attach(one, list(files), by) for one in activities}

    return ACTIVITIES.one(activity, attach)


def _attach(activity: Activity, files: Sequence[File], by: Actor) -> Outcome:
    there = set(activity.activity_files.values_list("file_id", flat=True))
    new = [file for file in files if file.pk not in there]
    if not new:
        return Outcome.skipped(_("It has these files already."))
    ActivityFile.objects.bulk_create([ActivityFile(activity=activity, file=file) for file in new])
    activity.updated_at = timezone.now()
    activity.save(update_fields=["updated_at"])
    record(ActivityEdited(**told(activity), changed=["files"]), by=by, **subjects(activity))
    return Outcome.done()
