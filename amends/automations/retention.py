"""How long what rules have done can be looked up."""

from datetime import datetime, timedelta

from amends.automations.models import Run
from amends.kit.retention import delete_older, kept_for


@kept_for(timedelta(days=365), "Runs of automations, with what each step did")
def runs(before: datetime) -> None:
    """What happened stays in the history of the ticket."""
    delete_older(Run.objects.all(), moment="started_at", before=before)
