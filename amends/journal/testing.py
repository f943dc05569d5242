"""For tests of other apps: what did this action record, and let everything that follows from it happen."""

from collections.abc import Iterator
from contextlib import contextmanager

from amends.journal.models import Event
from amends.journal.relay import relay_all
from amends.kit import jobs


@contextmanager
def recorded() -> Iterator[list[Event]]:
    """Collect the events recorded in the block: `with recorded() as events: ...; assert [e.kind for e in events]`."""
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    events: list[Event] = []
    yield events
    events.extend(Event.objects.filter(id__gt=newest).order_by("id"))


def settle(rounds: int = 50) -> None:
    """Run the relay and all due jobs, here, until nothing is left to do. Works in any kind of database test."""
    for _round in range(rounds):
        if not relay_all() + jobs.run_all():
            return
    raise AssertionError(f"Still busy after {rounds} rounds: events cause events without end")
