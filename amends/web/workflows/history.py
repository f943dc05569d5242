"""Who changed a type and its workflow, and what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.configured.events import ConfiguredChanged
from amends.journal.events import Audience
from amends.journal.queries import history
from amends.tickets.models import TicketType

KINDS = (
    *("configured.made", "configured.changed", "configured.retired", "configured.restored"),
    "workflow.put_live",
)


@dataclass(frozen=True)
class Entry:
    what: str
    details: str
    by: str
    at: datetime


def changes_of(type: TicketType, limit: int = 12) -> list[Entry]:
    """The newest first."""
    lines = history(about=("ticket_type", type.pk), audience=Audience.STAFF, kinds=KINDS, limit=limit)
    return [Entry(line.sentence, _details(line.event.fact), line.by, line.event.at) for line in lines]


def _details(fact: Any) -> str:
    """Which of its values changed, as their fields are called."""
    if not isinstance(fact, ConfiguredChanged):
        return ""
    known = {field.name: str(getattr(field, "verbose_name", field.name)) for field in TicketType._meta.get_fields()}
    return ", ".join(known.get(name, name) for name in fact.changes)
