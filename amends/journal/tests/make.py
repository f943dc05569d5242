"""An event kind and a reader of the tests' own: the journal is tested without any domain above it."""

from collections.abc import Sequence

from django.db import transaction

from amends.journal.actors import Actor
from amends.journal.events import EventKind
from amends.journal.models import Event
from amends.journal.readers import Reader
from amends.journal.recording import record
from amends.kit import jobs


class ProbeSeen(EventKind):
    code = "test.probe_seen"
    label = "Probe seen"
    subjects = ("ticket", "contact", "order")
    number: int = 0

    def sentence(self) -> str:
        return f"Probe {self.number} was seen"


class ProbeAnswered(EventKind):
    code = "test.probe_answered"
    label = "Probe answered"
    subjects = ("ticket",)
    number: int


@jobs.task(patience="now")
def answer_probes(event_ids: list[int]) -> None:
    """A reader's job as it should be: idempotent by its events, each in a transaction of its own."""
    for event_id in event_ids:
        answer(event_id)


@transaction.atomic
def answer(event_id: int) -> None:
    event = Event.objects.select_for_update().get(pk=event_id)
    if not Event.objects.filter(kind=ProbeAnswered.code, cause=event).exists():
        fact = ProbeAnswered(number=event.payload["number"])
        record(fact, by=Actor.system("probe").because(event), ticket=event.subject_id("ticket"))


class ProbeReader(Reader):
    code = "test.probe"
    job = answer_probes

    def wants(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if event.kind == ProbeSeen.code]


def see_probe(number: int = 0, *, ticket: int | None = 1) -> Event:
    """Record one probe in a transaction of its own."""
    with transaction.atomic():
        return record(ProbeSeen(number=number), by=Actor.system("test"), ticket=ticket)


def answered() -> list[int]:
    """The numbers of the probes that were answered, smallest first."""
    answers = Event.objects.filter(kind=ProbeAnswered.code).values_list("payload__number", flat=True)
    return sorted(answers)
