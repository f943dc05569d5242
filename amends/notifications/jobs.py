"""People are told in the background."""

from amends.journal.models import Event
from amends.kit import jobs
from amends.notifications import telling


@jobs.task(patience="now")
def tell_of_events(event_ids: list[int]) -> None:
    """Put the events into the bells of whom they concern."""
    telling.tell(Event.objects.filter(pk__in=event_ids).order_by("id"))


@jobs.periodic("*/15 * * * *")
def tell_what_is_due() -> None:
    """In the morning of each time zone: what is due today."""
    telling.tell_what_is_due()
