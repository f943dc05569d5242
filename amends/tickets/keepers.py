"""Files that hang on tickets: whoever sees the ticket may have them."""

from collections.abc import Collection
from uuid import UUID

from amends.files.access import keeper
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.models import TicketFile


@keeper
def ticket_files(file_ids: Collection[UUID], user: User | None) -> set[UUID]:
    kept = TicketFile.objects.filter(file_id__in=file_ids)
    if user is not None:
        kept = kept.filter(ticket__in=visible_tickets(user))
    return set(kept.values_list("file_id", flat=True))
