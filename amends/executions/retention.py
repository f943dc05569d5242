"""How long it is known what became of each row."""

from datetime import datetime, timedelta

from amends.executions.models import Execution
from amends.kit.retention import kept_for


@kept_for(timedelta(days=30), "Bulk changes, with the result of each row; until then they can be taken back")
def executions(before: datetime) -> None:
    """The journal goes on knowing what they did."""
    Execution.objects.filter(finished_at__lt=before).delete()
