"""Reads of tickets that doors and steps share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from amends.files.models import File
from amends.journal.models import Event, Subject
from amends.journal.queries import Line
from amends.kit.counting import Given, capped_counts
from amends.kit.refusals import NotThere
from amends.kit.search import find_newest, infix
from amends.orders.models import ItemKind, Order, OrderItem
from amends.orders.queries import items_of, rest_of
from amends.people.models import User
from amends.people.queries import people
from amends.tickets.access import survivor_of, visible_tickets
from amends.tickets.catalogue import tags, workflow
from amends.tickets.events import FactOfTwo
from amends.tickets.models import (
    CustomField,
    FieldOption,
    FieldPlacement,
    FirstQueue,
    LegalPeriod,
    Queue,
    Status,
    Tag,
    Ticket,
    TicketItem,
    TicketLink,
    TicketTag,
    TicketType,
    WorkflowDraft,
    WorkflowVersion,
)
from amends.tickets.models.tickets import title_of
from amends.tickets.numbering import next_number


def search_tickets(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those with `text` anywhere in number, subject, customer, e-mail, phone or order number, accents aside.

    The number of one that was merged into another finds that one.
    """
    found = Ticket.every.filter(number=text.strip().upper(), merged_into__isnull=False).first()
    while found is not None and found.merged_into_id:
        found = Ticket.every.filter(pk=found.merged_into_id).first()
    if found is not None:
        return tickets.filter(pk=found.pk)
    return infix(tickets, "search", text)


def find_tickets(user: User, text: str, limit: int = 20) -> list[Ticket]:
    """The newest tickets that `user` may see and that have `text`; nothing under 3 characters.

    The number of one that was merged into another finds that one.
    """
    leads_to = survivor_of(user, text.strip().upper())
    if leads_to:
        return list(visible_tickets(user).for_display().filter(number=leads_to))
    return find_newest(visible_tickets(user).for_display(), text, by="created_at", limit=limit)


def tickets_of_order(user: User, order: Order) -> list[Ticket]:
    """The tickets about one order that `user` may see, newest first."""
    return list(visible_tickets(user).for_display().filter(order=order).order_by("-created_at", "-id"))


def open_ticket_counts(user: User, order_ids: Iterable[int]) -> dict[int, int]:
    """How many open tickets that `user` may see there are about each of these orders."""
    tickets = visible_tickets(user).open().filter(order_id__in=list(order_ids))
    counted = tickets.values("order_id").annotate(n=Count("pk"))
    return {row["order_id"]: row["n"] for row in counted.order_by()}


def claimed_items(user: User, order: Order) -> list[TicketItem]:
    """The products of an order that are already on an open ticket that `user` may see, with their tickets (Q25)."""
    items = TicketItem.objects.filter(ticket__in=visible_tickets(user).open().filter(order=order))
    return list(items.select_related("ticket").order_by("ticket__created_at", "position"))


def ticket_types() -> list[TicketType]:
    """The types with their initial status, in their order."""
    return list(workflow().types.values())


def types_on_offer() -> list[TicketType]:
    """Those that a new ticket can have, the one chosen beforehand first."""
    return sorted((one for one in ticket_types() if one.is_on_offer), key=lambda one: not one.is_default)


def open_by_type() -> dict[int, int]:
    """Open tickets of each type, counted as far as somebody reads."""
    counted = capped_counts({str(one.pk): Ticket.objects.open().filter(type=one) for one in ticket_types()})
    return {int(pk): count for pk, count in counted.items()}


def open_by_status(type: TicketType) -> dict[str, int]:
    """Open tickets in each status of a type, by its word."""
    statuses = [one for one in all_statuses() if one.type_id == type.pk]
    return capped_counts({one.word: Ticket.objects.open().filter(status=one) for one in statuses})


def example_number(type: TicketType) -> str:
    """What a ticket made now would be called."""
    return next_number(type, timezone.now())


def draft_of(type: TicketType) -> WorkflowDraft | None:
    return WorkflowDraft.objects.select_related("changed_by").filter(type=type).first()


def versions_of(type: TicketType) -> list[WorkflowVersion]:
    """The newest first, which is the one that is live."""
    return list(WorkflowVersion.objects.filter(type=type).select_related("author").order_by("-number"))


def live_version(type: TicketType) -> WorkflowVersion | None:
    return WorkflowVersion.objects.filter(type=type).order_by("-number").first()


def get_version(type: TicketType, number: int) -> WorkflowVersion:
    """Raises NotThere."""
    found = WorkflowVersion.objects.filter(type=type, number=number).first()
    if found is None:
        raise NotThere
    return found


def all_statuses() -> list[Status]:
    return list(workflow().statuses.values())


def get_status(code: str) -> Status | None:
    return workflow().status(code)


def get_statuses(codes: Iterable[str]) -> list[Status]:
    """Those there are with these codes, each once, in the order of the codes. However many codes: one look."""
    known = {status.code: status for status in workflow().statuses.values()}
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def get_tag(code: str) -> Tag | None:
    return next((tag for tag in tags().values() if tag.code == code), None)


def all_tags() -> list[Tag]:
    """Those in use."""
    return [tag for tag in tags().values() if not tag.is_retired]


def ways_out(ticket: Ticket) -> tuple[list[Status], list[Status]]:
    """The other statuses of the ticket's type: those the workflow leads to now, and those it does not."""
    known = workflow()
    reachable = known.ways.get(ticket.status_id, frozenset())
    of_type = (one for one in known.statuses.values() if one.type_id == ticket.type_id and one.pk != ticket.status_id)
    others = sorted((one for one in of_type if not one.is_retired), key=lambda one: one.position)
    return [s for s in others if s.pk in reachable], [s for s in others if s.pk not in reachable]


@dataclass(frozen=True)
class Details:
    """What hangs on one ticket."""

    tags: list[Tag]
    items: list[TicketItem]
    files: list[File]
    order_lines: list["OrderLine"]
    order_rest: Decimal
    """What the order came to beside its lines."""


@dataclass(frozen=True)
class OrderLine:
    """A line of the order, and what of it is on the ticket when it is a product."""

    item: OrderItem
    claimed: TicketItem | None


def details_of(ticket: Ticket) -> Details:
    items = list(ticket.items.all())
    by_name = {(item.code, item.name): item for item in items}
    by_code = {item.code: item for item in items if item.code}
    lines = items_of(ticket.order) if ticket.order else []
    return Details(
        tags=_tags_of(ticket),
        items=items,
        files=[kept.file for kept in ticket.ticket_files.select_related("file")],
        order_lines=[OrderLine(one, _claimed(one, by_code, by_name)) for one in lines],
        order_rest=rest_of(ticket.order, lines) if ticket.order else Decimal(0),
    )


def products_of(tickets: Iterable[int]) -> dict[int, list[TicketItem]]:
    """The products of each of these tickets that has any; they were obtained for their reader."""
    found: dict[int, list[TicketItem]] = {}
    for item in TicketItem.objects.filter(ticket__in=list(tickets)):
        found.setdefault(item.ticket_id, []).append(item)
    return found


def _claimed(
    line: OrderItem, by_code: dict[str, TicketItem], by_name: dict[tuple[str, str], TicketItem]
) -> TicketItem | None:
    if line.kind != ItemKind.PRODUCT:
        return None
    return by_code.get(line.code) or by_name.get(("", line.name))


def _tags_of(ticket: Ticket) -> list[Tag]:
    """In the order of their codes."""
    worn = set(TicketTag.objects.filter(ticket=ticket).values_list("tag", flat=True))
    return [tag for number, tag in tags().items() if number in worn]


@dataclass(frozen=True)
class OtherTicket:
    """What is said of a ticket beside another one."""

    number: str
    status: Status
    title: str = ""


def other_tickets(user: User, ticket: Ticket, limit: int = 5) -> list[OtherTicket]:
    """Other tickets of the same customer that `user` may see, newest first."""
    if ticket.contact_id is None:
        return []
    theirs = visible_tickets(user).filter(contact_id=ticket.contact_id).exclude(pk=ticket.pk)
    found = theirs.order_by("-created_at", "-id").values_list("number", "status")[:limit]
    statuses = workflow().statuses
    return [OtherTicket(number, statuses[status]) for number, status in found if status in statuses]


def linked_tickets(user: User, ticket: Ticket) -> list[OtherTicket]:
    """The tickets linked with this one that `user` may see, oldest first."""
    ids = [
        *TicketLink.objects.filter(first=ticket).values_list("second", flat=True),
        *TicketLink.objects.filter(second=ticket).values_list("first", flat=True),
    ]
    if not ids:
        return []
    rows = visible_tickets(user).filter(pk__in=ids).order_by("created_at", "id")
    columns = rows.annotate(told=Left("description", 300)).values_list("number", "status", "subject", "told")
    statuses = workflow().statuses
    return [OtherTicket(number, statuses[status], title_of(subject, told)) for number, status, subject, told in columns]


def merged_numbers(ticket_id: int) -> dict[int, str]:
    """By their ids the numbers of what was merged into a ticket that was obtained, and into that."""
    found: dict[int, str] = {}
    ids = {ticket_id}
    while ids:
        rows = Ticket.every.filter(merged_into__in=ids).values_list("pk", "number")
        new = {pk: number for pk, number in rows if pk not in found}
        found |= new
        ids = set(new)
    return found


def of_which(lines: Sequence[Line], merged: Mapping[int, str]) -> dict[int, str]:
    """By the number of the event the ticket that a line is of, where that was merged into the one shown."""
    if not merged:
        return {}
    ids = [line.event.pk for line in lines]
    rows = Subject.objects.filter(event__in=ids, kind="ticket", subject_id__in=list(merged))
    return {event: merged[ticket] for event, ticket in rows.values_list("event", "subject_id")}


def deletions_of(tickets: Iterable[Ticket]) -> dict[int, Event]:
    """The event of the last deletion of each of these tickets, for those who may see deleted ones."""
    ids = [one.pk for one in tickets]
    told = Subject.objects.filter(kind="ticket", subject_id__in=ids, event_kind="ticket.deleted")
    rows = told.select_related("event").order_by("event")
    return {row.subject_id: row.event for row in rows}


def beside(user: User, ticket: Ticket, text: str = "", limit: int = 20) -> list[Ticket]:
    """Tickets to choose from for this one: those that have `text`; without one, of the same customer or order."""
    if text.strip():
        return [one for one in find_tickets(user, text, limit + 1) if one.pk != ticket.pk][:limit]
    same = Q(contact=ticket.contact_id) if ticket.contact_id else Q(pk=None)
    same |= Q(order=ticket.order_id) if ticket.order_id else Q(pk=None)
    rows = visible_tickets(user).for_display().filter(same).exclude(pk=ticket.pk)
    return list(rows.order_by("-created_at", "-id")[:limit])


def without_unseen(user: User, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with the numbers of tickets that `user` may not see taken out of them and their causes."""
    events = [event for line in lines for event in (line.event, line.cause) if event]
    named = [event for event in events if isinstance(event.fact, FactOfTwo) and event.fact.other]
    if not named or not user.is_limited:
        return lines
    asked = {event.fact.other for event in named if isinstance(event.fact, FactOfTwo)}
    seen = set(numbered(user, asked).values_list("number", flat=True))
    for event in named:
        if isinstance(event.fact, FactOfTwo) and event.fact.other not in seen:
            event.fact = event.fact.model_copy(update={"other": ""})
            event.payload = {**event.payload, "other": ""}
    return lines


def assignable_people() -> list[User]:
    """Who can be given a ticket or an activity: everybody who works here."""
    return [person for person in people().values() if person.is_active]


def mine_open() -> QuerySet[Ticket]:
    """The open tickets that the reader is responsible for, for `count_together`."""
    found: QuerySet[Ticket] = Ticket.objects.open().filter(agent=Given("user"))
    return found


def numbered(user: User, numbers: Iterable[str]) -> QuerySet[Ticket]:
    """The tickets with these numbers that `user` may see."""
    return visible_tickets(user).filter(number__in=list(numbers))


def all_queues() -> QuerySet[Queue]:
    """Those in use."""
    found: QuerySet[Queue] = Queue.objects.in_use()
    return found


def queues_given(user: User) -> QuerySet[Queue]:
    """The queues a person may work on while they are a limited agent."""
    return Queue.objects.filter(memberships__user=user)


def all_first_queues() -> QuerySet[FirstQueue]:
    """Which new tickets begin in which queue: by type, what says more before what says less."""
    found = FirstQueue.objects.select_related("type", "shop", "queue")
    return found.order_by("type__position", "type", F("shop__name").asc(nulls_last=True), "language", "pk")


def all_custom_fields(*, with_options: bool = False) -> list[CustomField]:
    """In their order, retired ones too."""
    rows = CustomField.objects.prefetch_related("options") if with_options else CustomField.objects.all()
    return list(rows)


def get_custom_field(code: str) -> CustomField:
    """Raises NotThere."""
    found: CustomField | None = CustomField.objects.filter(code=code).first()
    if found is None:
        raise NotThere
    return found


def options_of(asked: CustomField) -> list[FieldOption]:
    """What can be chosen in a field, in its order, retired ones too."""
    return list(FieldOption.objects.filter(field=asked).order_by("position", "code"))


def searched_fields() -> int:
    """How many fields are kept ready to search."""
    return int(CustomField.objects.filter(is_searched=True, retired_at=None).count())


def forms_of_fields() -> dict[str, int]:
    """By the code of a field the number of forms it stands on."""
    rows = FieldPlacement.objects.order_by().values_list("field__code").annotate(count=Count("pk"))
    return dict(rows)


def all_legal_periods() -> QuerySet[LegalPeriod]:
    """By type and country, the newest first."""
    return LegalPeriod.objects.select_related("type").order_by("type__position", "type", "country", "-valid_from")
