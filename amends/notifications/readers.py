"""What the bell listens for."""

from collections.abc import Sequence

from amends.journal.models import Event
from amends.journal.readers import Reader
from amends.notifications.jobs import tell_of_event
from amends.notifications.telling import hearer_of


class NotificationReader(Reader):
    """Events that concern one person."""

    code = "notifications"
    job = tell_of_event

    def wants(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if hearer_of(event)[0] is not None]
