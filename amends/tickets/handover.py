"""Open tickets of a person who leaves go to somebody else, or to nobody."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.kit.outcomes import count_done
from amends.people.handover import Handover, register_handover
from amends.people.models import User
from amends.tickets.actions import assign_agent_of_many
from amends.tickets.models import Ticket


def _open_tickets(user: User) -> QuerySet[Ticket]:
    tickets: QuerySet[Ticket] = Ticket.objects.open().filter(agent=user)
    return tickets


def _give(ids: Iterable[int], successor: User | None, *, by: Actor) -> int:
    outcomes = assign_agent_of_many(ids, agent=successor, by=by)
    for outcome in outcomes.values():
        outcome.insist()
    return count_done(outcomes)


HANDOVER = Handover("tickets", _("Open tickets"), rows=_open_tickets, give=_give)
register_handover(HANDOVER)
