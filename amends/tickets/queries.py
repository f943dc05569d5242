"""Reads of tickets that doors and steps share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from amends.kit.search import infix
from amends.orders.models import Order
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.models import Queue, Status, Tag, Ticket, TicketItem, TicketType, Transition


def search_tickets(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those with `text` anywhere in number, subject, customer, e-mail, phone or order number, accents aside."""
    return infix(tickets, "search", text)


def find_tickets(user: User, text: str, limit: int = 20) -> list[Ticket]:
    """The newest tickets that `user` may see and that have `text`; nothing under 3 characters."""
    return list(search_tickets(visible_tickets(user).for_display(), text).order_by("-created_at", "-id")[:limit])


def tickets_of_order(user: User, order: Order) -> list[Ticket]:
    """The tickets about one order that `user` may see, newest first."""
    return list(visible_tickets(user).for_display().filter(order=order).order_by("-created_at", "-id"))


def tickets_of_contact(user: User, contact_id: int, limit: int = 10) -> list[Ticket]:
    found = visible_tickets(user).for_display().filter(contact_id=contact_id)
    return list(found.order_by("-created_at", "-id")[:limit])


def open_ticket_counts(order_ids: Iterable[int]) -> dict[int, int]:
    """How many open tickets there are about each of these orders."""
    counted = Ticket.objects.open().filter(order_id__in=list(order_ids)).values("order_id").annotate(n=Count("pk"))
    return {row["order_id"]: row["n"] for row in counted.order_by()}


def claimed_items(order: Order) -> list[TicketItem]:
    """The products of an order that are already on an open ticket, with their tickets (Q25)."""
    items = TicketItem.objects.filter(ticket__order=order, ticket__closed_at=None)
    return list(items.select_related("ticket").order_by("ticket__created_at", "position"))


def ticket_types() -> list[TicketType]:
    """The types with their initial status, in their order."""
    return list(TicketType.objects.select_related("initial_status", "queue"))


def all_statuses() -> list[Status]:
    return list(Status.objects.select_related("type"))


def get_status(code: str) -> Status | None:
    return Status.objects.filter(code=code).select_related("type").first()


def get_queue(code: str) -> Queue | None:
    return Queue.objects.filter(code=code).first()


def get_tag(code: str) -> Tag | None:
    return Tag.objects.filter(code=code).first()


def all_tags() -> QuerySet[Tag]:
    return Tag.objects.all()


def ways_out(ticket: Ticket) -> tuple[list[Status], list[Status]]:
    """The other statuses of the ticket's type: those the workflow leads to now, and those it does not. Two queries."""
    reachable = set(Transition.objects.filter(source=ticket.status_id).values_list("target_id", flat=True))
    others = list(Status.objects.filter(type=ticket.type_id).exclude(pk=ticket.status_id).order_by("position"))
    return [s for s in others if s.pk in reachable], [s for s in others if s.pk not in reachable]


def assignable_people() -> list[User]:
    """Who can be given a ticket or an activity: everybody who works here."""
    return list(User.objects.active().order_by("name", "pk"))


def work_counts(user: User) -> Mapping[str, Any]:
    """Numbers for the navigation: the open tickets of `user`, and how many of them wait for us."""
    mine = Ticket.objects.open().filter(agent=user)
    return mine.aggregate(open=Count("pk"), ours=Count("pk", filter=Q(status__turn="ours")))
