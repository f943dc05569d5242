"""What tickets listen for."""

from collections.abc import Sequence

from amends.configured.events import ConfiguredFact
from amends.journal.models import Event
from amends.journal.readers import Reader
from amends.tickets.jobs import keep_fields_ready


class CustomFieldReader(Reader):
    """Settings after which another index has to be there, or one less."""

    code = "tickets.custom_fields"
    job = keep_fields_ready

    def wants(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if event.kind.startswith("configured.") and _is_of_field(event)]


def _is_of_field(event: Event) -> bool:
    fact = event.fact
    return isinstance(fact, ConfiguredFact) and fact.thing == "custom_field"
