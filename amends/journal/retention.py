"""How long the history goes back."""

from datetime import datetime, timedelta

from django.db import connection

from amends.journal.models import Event
from amends.kit.retention import delete_older, kept_for


@kept_for(timedelta(days=3653), "Events: the history of tickets, people and settings")
def events(before: datetime) -> None:
    """Ten years, as long as accounts are kept."""
    delete_older(Event.objects.all(), moment="at", before=before, delete=_delete)


def _delete(ids: list[int]) -> None:
    """In plain statements: nothing in the database refers to an event."""
    with connection.cursor() as cursor:
        cursor.execute("delete from journal_subject where event_id = any(%s)", [ids])
        cursor.execute("delete from journal_failure where event_id = any(%s)", [ids])
        cursor.execute("delete from journal_event where id = any(%s)", [ids])
