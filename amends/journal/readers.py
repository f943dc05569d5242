"""Readers hear of every event once it is committed, and react by a job of their own.

    class NotificationReader(Reader):
        code = "notifications"
        job = notify

        def wants(self, events):
            return [event for event in events if event.kind in INTERESTING]

Readers live in `<app>/readers.py`; defining one registers it. The job is deferred once per wanted event, with
`event_id`; it may run again after a crash, so it is idempotent by (reader, event).
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from amends.journal.models import Event
from amends.kit.jobs import Task


class Reader:
    code: ClassVar[str] = ""
    job: ClassVar[Task]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            _readers[cls.code] = cls()

    def wants(self, events: Sequence[Event]) -> list[Event]:
        """The events to react to. Asked in the relay's transaction: at most one query for the whole batch."""
        raise NotImplementedError


_readers: dict[str, Reader] = {}


def readers() -> list[Reader]:
    """Every reader, in the order of the codes."""
    return [_readers[code] for code in sorted(_readers)]
