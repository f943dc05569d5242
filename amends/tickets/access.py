"""Who sees which tickets, and the only ways a door obtains one."""

from typing import Literal

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from amends.people.models import User
from amends.tickets.catalogue import dress, queues
from amends.tickets.models import Queue, QueueMembership, Ticket
from amends.tickets.models.tickets import TicketQuerySet

Purpose = Literal["view", "edit"]


def visible_tickets(user: User) -> TicketQuerySet:
    """The tickets `user` may see: all, or for a limited agent those of the queues given and those assigned to them."""
    tickets: TicketQuerySet = Ticket.objects.all()
    if not user.is_limited:
        return tickets
    member = QueueMembership.objects.filter(user=user, queue=OuterRef("queue"))
    return tickets.filter(Q(Exists(member)) | Q(agent=user))


def get_ticket_for(user: User, number: str, *, to: Purpose = "view") -> Ticket:
    """The ticket of this number, or Http404 when it is not there or not for `user`: the two are not told apart.

    Whoever may see a ticket may work on it; `to` names the purpose all the same, so that a stricter rule later
    changes this function and no door.
    """
    found = visible_tickets(user).select_related("order__shop").defer("search", "order__search")
    ticket: Ticket | None = found.filter(number=number).first()
    if ticket is None:
        raise Http404
    return dress(ticket)


def visible_queues(user: User) -> list[Queue]:
    """The queues in which `user` may see and put tickets."""
    return list(Queue.objects.filter(memberships__user=user) if user.is_limited else queues().values())
