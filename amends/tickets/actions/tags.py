"""Tags on tickets."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.configured.refusals import Retired
from amends.journal.actors import Actor, By, authors
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.tickets.actions.sets import TICKETS, about
from amends.tickets.events import TicketTagAdded, TicketTagRemoved
from amends.tickets.models import Tag, Ticket, TicketTag


def add_tag(ticket: Ticket, *, tag: Tag, by: Actor) -> Ticket:
    """Put the tag on the ticket."""
    return TICKETS.one(ticket, lambda tickets: _add(tickets, tag, by))


def add_tag_to_many(ids: Iterable[int], *, tag: Tag, by: By) -> Outcomes:
    """add_tag on each."""
    return TICKETS.each(ids, lambda tickets: _add(tickets, tag, by))


def remove_tag(ticket: Ticket, *, tag: Tag, by: Actor) -> Ticket:
    """Take the tag off the ticket."""
    return TICKETS.one(ticket, lambda tickets: _remove(tickets, tag, by))


def remove_tag_from_many(ids: Iterable[int], *, tag: Tag, by: By) -> Outcomes:
    """remove_tag on each."""
    return TICKETS.each(ids, lambda tickets: _remove(tickets, tag, by))


def _add(tickets: Sequence[Ticket], tag: Tag, by: By) -> Outcomes:
    if tag.is_retired:
        return dict.fromkeys((ticket.pk for ticket in tickets), Outcome.refused(Retired(tag.name, field="tag")))
    tagged = _tagged(tickets, tag)
    changing = [ticket for ticket in tickets if ticket.pk not in tagged]
    TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag=tag) for ticket in changing])
    _finish(changing, TicketTagAdded(tag=tag.code, names=tag.names), by)
    return _outcomes(tickets, changing, Outcome.skipped(_("It has this tag already.")))


def _remove(tickets: Sequence[Ticket], tag: Tag, by: By) -> Outcomes:
    tagged = _tagged(tickets, tag)
    changing = [ticket for ticket in tickets if ticket.pk in tagged]
    if changing:
        TicketTag.objects.filter(ticket__in=changing, tag=tag).delete()
    _finish(changing, TicketTagRemoved(tag=tag.code, names=tag.names), by)
    return _outcomes(tickets, changing, Outcome.skipped(_("It does not have this tag.")))


def _tagged(tickets: Sequence[Ticket], tag: Tag) -> set[int]:
    rows = TicketTag.objects.filter(ticket_id__in=[ticket.pk for ticket in tickets], tag=tag)
    return set(rows.values_list("ticket_id", flat=True))


def _finish(changing: Sequence[Ticket], fact: TicketTagAdded | TicketTagRemoved, by: By) -> None:
    if not changing:
        return
    each, now = authors(by), timezone.now()
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in changing]).update(updated_at=now)
    for ticket in changing:
        ticket.updated_at = now
    record_many([(fact, about(ticket), each.of(ticket.pk)) for ticket in changing])


def _outcomes(tickets: Sequence[Ticket], changing: Sequence[Ticket], otherwise: Outcome) -> Outcomes:
    return {ticket.pk: otherwise for ticket in tickets} | {ticket.pk: Outcome.done() for ticket in changing}
