"""Say that two tickets have to do with each other."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import Refused
from amends.tickets.actions.sets import TICKETS, about
from amends.tickets.events import FactOfTwo, TicketLinked, TicketUnlinked
from amends.tickets.models import Ticket, TicketLink


class LinkRefused(Refused):
    """A ticket can't be linked with this one; `field` is `other`."""

    code = "link_refused"


def link_tickets(ticket: Ticket, *, other: Ticket, by: Actor) -> None:
    """Link the two; each has an event that tells of it. Linked already, nothing happens."""
    _both(ticket, other, lambda both: _link(both, by))


def unlink_tickets(ticket: Ticket, *, other: Ticket, by: Actor) -> None:
    """Take the link between the two away."""
    _both(ticket, other, lambda both: _unlink(both, by))


def _both(ticket: Ticket, other: Ticket, deed: Callable[[Sequence[Ticket]], Outcomes]) -> None:
    if ticket.pk == other.pk:
        raise LinkRefused(_("A ticket can’t be linked with itself. Choose another one."), field="other")
    with transaction.atomic():
        for outcome in TICKETS.each([ticket.pk, other.pk], deed).values():
            outcome.insist()


def _link(both: Sequence[Ticket], by: Actor) -> Outcomes:
    if len(both) < 2:
        return {one.pk: Outcome.refused(_gone()) for one in both}
    _row, is_new = TicketLink.objects.get_or_create(first=both[0], second=both[1])
    return _told(both, TicketLinked, by) if is_new else dict.fromkeys((one.pk for one in both), _AS_IT_WAS)


def _unlink(both: Sequence[Ticket], by: Actor) -> Outcomes:
    if len(both) < 2:
        return {}
    removed, _each = TicketLink.objects.filter(first=both[0], second=both[1]).delete()
    return _told(both, TicketUnlinked, by) if removed else dict.fromkeys((one.pk for one in both), _AS_IT_WAS)


_AS_IT_WAS = Outcome.skipped(_("It is so already."))


def _gone() -> LinkRefused:
    return LinkRefused(_("The ticket is no longer there."), field="other")


def _told(both: Sequence[Ticket], kind: type[FactOfTwo], by: Actor) -> Outcomes:
    first, second = both
    Ticket.objects.filter(pk__in=[first.pk, second.pk]).update(updated_at=timezone.now())
    record_many([(kind(other=two.number), about(one), by) for one, two in ((first, second), (second, first))])
    return dict.fromkeys((first.pk, second.pk), Outcome.done())
