"""Who sees which tickets, and the only ways a door obtains one."""

from typing import Literal

from django.db.models import Q

from amends.kit.refusals import NotThere
from amends.kit.versions import Cached
from amends.people.models import User
from amends.tickets.catalogue import dress, queues, usual_queue
from amends.tickets.models import FirstQueue, LegalPeriod, Queue, QueueMembership, Ticket, TicketType
from amends.tickets.models.tickets import TicketQuerySet

Purpose = Literal["view", "edit"]


def _queues_by_person() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for user, queue in QueueMembership.objects.order_by("user", "queue").values_list("user", "queue"):
        found.setdefault(user, []).append(queue)
    return found


_queues_given = Cached("memberships", _queues_by_person)


def tickets_seen_by(user: User, *, through: str = "") -> Q:
    """The one condition behind everything that is told of tickets: `through="ticket__"` asks it of what hangs on one.

    Tickets that were deleted, or merged into another one, are seen by nobody.

    The queues of a limited agent stand in it as numbers, so that PostgreSQL knows how many tickets to expect.
    """
    return Q(**{f"{through}left_at__isnull": True}) & reached_by(user, through=through)


def reached_by(user: User, *, through: str = "") -> Q:
    """The part of it that is about the person: only for what never hangs on a ticket that has left."""
    if not user.is_limited:
        return Q()
    queues = _queues_given().get(user.pk, [])
    return Q(**{f"{through}queue_id__in": queues}) | Q(**{f"{through}agent": user})


class LeadsOn(NotThere):
    """The ticket was merged into another one, which is there: `number`."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


def survivor_of(user: User, number: str) -> str | None:
    """The number of the ticket that one of this number leads to, if it was merged into one that `user` may see."""
    found = Ticket.every.filter(number=number, merged_into__isnull=False).first()
    while found is not None and found.merged_into_id:
        found = Ticket.every.filter(pk=found.merged_into_id).first()
    return found.number if found and visible_tickets(user).filter(pk=found.pk).exists() else None


def merged_into(user: User, ticket: Ticket) -> list[Ticket]:
    """What was merged into a ticket that `user` has obtained, the last first; also what had been merged into that."""
    found, ids = [], [ticket.pk]
    while ids:
        rows = list(Ticket.every.for_display().filter(merged_into__in=ids).order_by("-left_at", "-id"))
        found += rows
        ids = [row.pk for row in rows]
    return [dress(one) for one in found]


def get_merged_ticket_for(user: User, number: str) -> Ticket:
    """A ticket merged into one that `user` may see, to be taken apart, or NotThere."""
    rows = Ticket.every.for_display().filter(number=number, merged_into__in=visible_tickets(user))
    found: Ticket | None = rows.first()
    if found is None:
        raise NotThere
    return found


def visible_tickets(user: User) -> TicketQuerySet:
    """The tickets `user` may see: all, or for a limited agent those of the queues given and those assigned to them."""
    tickets: TicketQuerySet = Ticket.objects.filter(tickets_seen_by(user))
    return tickets


def get_ticket_for(user: User, number: str, *, to: Purpose = "view") -> Ticket:
    """The ticket of this number, or NotThere when it is not there or not for `user`: the two are not told apart.

    LeadsOn, when it was merged into another one: doors lead there.

    Whoever may see a ticket may work on it; `to` names the purpose all the same, so that a stricter rule later
    changes this function and no door.
    """
    found = visible_tickets(user).select_related("order__shop").defer("search", "order__search")
    ticket: Ticket | None = found.filter(number=number).first()
    if ticket is None:
        number_of_survivor = survivor_of(user, number)
        raise LeadsOn(number_of_survivor) if number_of_survivor else NotThere
    return dress(ticket)


def may_delete_tickets(user: User) -> bool:
    return user.is_active and user.is_administrator


def deleted_tickets(user: User) -> TicketQuerySet:
    """Those that `user` may restore, the last deleted first: administrators alone know of them."""
    rows = Ticket.every.filter(left_at__isnull=False, merged_into=None).order_by("-left_at", "-id")
    found: TicketQuerySet = rows if may_delete_tickets(user) else rows.none()
    return found


def get_deleted_ticket_for(user: User, number: str) -> Ticket:
    """A deleted ticket to be restored, or NotThere."""
    found: Ticket | None = deleted_tickets(user).for_display().filter(number=number).first()
    if found is None:
        raise NotThere
    return found


def known_queues(user: User) -> list[Queue]:
    """The queues whose tickets `user` may see, those that are not in use any more among them."""
    if not user.is_limited:
        return list(queues().values())
    given = _queues_given().get(user.pk, [])
    return [queue for queue in queues().values() if queue.pk in given]


def visible_queues(user: User) -> list[Queue]:
    """The queues in which `user` may put tickets."""
    return [queue for queue in known_queues(user) if not queue.is_retired]


def first_queue(user: User, type: TicketType, *, shop: int | None = None, language: str = "") -> Queue | None:
    """Where a new ticket of `user` goes unless they choose: into the usual queue of its type, shop and language, or
    else into one that is theirs.

    None for a limited agent without queues: they see what they make by being its agent (`must_be_agent`).
    """
    usual = usual_queue(type, shop=shop, language=language)
    if not user.is_limited:
        return usual
    theirs = visible_queues(user)
    return usual if usual in theirs else next(iter(theirs), None)


def may_set_first_queues(user: User) -> bool:
    return user.is_active and user.is_administrator


def get_first_queue_for(user: User, pk: int) -> FirstQueue:
    """A choice of a first queue to be changed, or NotThere."""
    rows = FirstQueue.objects.select_related("type", "shop", "queue")
    found = rows.filter(pk=pk).first() if may_set_first_queues(user) else None
    if found is None:
        raise NotThere
    return found


def may_set_legal_periods(user: User) -> bool:
    return user.is_active and user.is_administrator


def get_legal_period_for(user: User, pk: int) -> LegalPeriod:
    """A period given by law to be changed, or NotThere."""
    rows = LegalPeriod.objects.select_related("type")
    found = rows.filter(pk=pk).first() if may_set_legal_periods(user) else None
    if found is None:
        raise NotThere
    return found


def must_be_agent(user: User, queue: Queue | None) -> bool:
    """Would `user` lose a ticket that they make in this queue out of sight, unless they are responsible for it?"""
    return user.is_limited and queue not in visible_queues(user)
