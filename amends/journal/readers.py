"""Readers hear of every event once it is committed, and react by a job of their own.

    class NotificationReader(Reader):
        code = "notifications"
        job = tell_of_events

        def wants(self, events):
            return [event for event in events if event.fact.hearers()]

Readers live in `<app>/readers.py`; defining one registers it. The job is deferred once per chunk of wanted events, with
`event_ids`; it may run again after a crash, so it is idempotent by (reader, event).

The relay promises that every event is heard, not in which order: large acts come after people's deeds, several relays
and workers share the work, what failed comes again later. A reader that needs the events of one subject in their order
sees to that itself, by the numbers of the events.
"""

from collections.abc import Sequence
from typing import ClassVar

from amends.journal.models import Event
from amends.kit.jobs import Task
from amends.kit.sets import pieces

CHUNK = 100
"""Events in one job: few enough that several workers share a batch."""


class Reader:
    code: ClassVar[str] = ""
    job: ClassVar[Task]

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            _readers[cls.code] = cls()

    def wants(self, events: Sequence[Event]) -> list[Event]:
        """The events to react to. Asked in the relay's transaction: at most one query for the whole batch."""
        raise NotImplementedError

    def take(self, events: Sequence[Event]) -> None:
        """Do something about wanted events, in the relay's transaction and a savepoint of its own, in few statements.

        Unless a reader says otherwise its job is deferred, for consequences of large acts in the queue "later".
        """
        for large in (False, True):
            ids = [event.pk for event in events if event.large is large]
            chunks = [{"event_ids": piece} for piece in pieces(ids, CHUNK)]
            self.job.defer_many(chunks, patience="later" if large else self.job.patience)


_readers: dict[str, Reader] = {}


def readers() -> list[Reader]:
    """Every reader, in the order of the codes."""
    return [_readers[code] for code in sorted(_readers)]
