"""What administrators set up for tickets."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.configured.things import Thing, Use, register_thing, register_usage
from amends.kit.counting import CAP, capped_count
from amends.tickets.models import Queue, Tag, Ticket, TicketTag, TicketType

register_thing(Thing("queue", Queue, one=_("Queue"), many=_("Queues"), icon="stack-2"))
register_thing(Thing("tag", Tag, one=_("Tag"), many=_("Tags"), icon="tag"))


def uses_for_tickets(kind: str, row: Any) -> Iterable[Use]:
    """The tickets that have it, and the types that begin with it."""
    if kind == "queue":
        yield _tickets(_("Open tickets"), Ticket.objects.open().filter(queue=row), ("queue", "is"))
        yield Use(_("Types whose tickets begin here"), TicketType.objects.filter(queue=row, retired_at=None).count())
        yield Use(_("Limited agents"), row.memberships.count())
    elif kind == "tag":
        yield _tickets(_("Tickets"), TicketTag.objects.filter(tag=row), ("tags", "has_any"))


def _tickets(label: Any, rows: Any, asked: tuple[str, str]) -> Use:
    count = capped_count(rows)
    return Use(label, min(count, CAP), asked=("ticket", *asked), capped=count > CAP)


register_usage(uses_for_tickets)
