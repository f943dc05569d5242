"""How a deed is done on many tickets: in chunks, each one transaction with a constant number of statements."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from amends.kit.refusals import Refused
from amends.tickets.models import Ticket

CHUNK = 2000  # rows; short locks at the speed of one big statement (docs/performance.md)


@dataclass
class BulkResult:
    """What became of the tickets of a bulk deed: counts, and of the refused ones the number and the reason."""

    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, ticket: Ticket, refusal: Refused) -> None:
        self.refused.append((ticket.number, str(refusal.message)))


def chunks(ticket_ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in ascending order, which is the order in which every bulk deed takes its locks."""
    ordered = sorted(set(ticket_ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


@contextmanager
def locked(ids: list[int]) -> Iterator[list[Ticket]]:
    """The tickets of one chunk under row locks, in id order, for one transaction."""
    with transaction.atomic():
        # Bare rows first, see Ticket.lock.
        list(Ticket.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))
        rows = Ticket.objects.filter(pk__in=ids).order_by("pk")
        yield list(rows.select_related("type", "status", "queue", "agent"))
