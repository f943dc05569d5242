"""What the bell listens for."""

from collections.abc import Sequence

from amends.journal.models import Event
from amends.journal.readers import Reader
from amends.notifications.jobs import tell_of_events


class NotificationReader(Reader):
    """Events that concern somebody."""

    code = "notifications"
    job = tell_of_events

    def wants(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if event.fact.hearers()]
