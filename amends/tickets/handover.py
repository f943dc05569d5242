"""Open tickets of a person who leaves go to somebody else, or to nobody."""

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


def pass_on(user: User, successor: User | None, *, by: Actor) -> int:
    ids = _open_tickets(user).values_list("pk", flat=True)
    outcomes = assign_agent_of_many(ids, agent=successor, by=by)
    for outcome in outcomes.values():
        outcome.insist()
    return count_done(outcomes)


register_handover(Handover("tickets", _("Open tickets"), lambda user: _open_tickets(user).count(), pass_on))
