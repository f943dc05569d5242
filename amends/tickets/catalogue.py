"""What an administrator sets up for tickets. Every process keeps it until it changes, so that pages need not ask.

Objects from here are shared by all requests of a process: they are read, never changed.
"""

from collections import defaultdict
from dataclasses import dataclass

from amends.kit.versions import Cached
from amends.people.queries import people
from amends.tickets.models import (
    Branch,
    Category,
    CustomField,
    FieldOption,
    FieldPlacement,
    FirstQueue,
    FormSection,
    Queue,
    Reader,
    Scope,
    Status,
    Tag,
    Ticket,
    TicketType,
    Transition,
)


@dataclass(frozen=True)
class Workflow:
    """Types and statuses by number, in their order, and where each status leads."""

    types: dict[int, TicketType]
    statuses: dict[int, Status]
    ways: dict[int, frozenset[int]]

    def status(self, code: str) -> Status | None:
        return next((status for status in self.statuses.values() if status.code == code), None)


def _workflow() -> Workflow:
    types = {one.pk: one for one in TicketType.objects.select_related("initial_status", "queue")}
    statuses = {one.pk: one for one in Status.objects.select_related("type", "phase")}
    ways: dict[int, set[int]] = defaultdict(set)
    for source, target in Transition.objects.values_list("source", "target"):
        ways[source].add(target)
    return Workflow(types, statuses, {source: frozenset(targets) for source, targets in ways.items()})


workflow = Cached("workflow", _workflow)
queues: Cached[dict[int, Queue]] = Cached("queues", lambda: {one.pk: one for one in Queue.objects.all()})
categories: Cached[dict[int, Category]] = Cached("categories", lambda: {one.pk: one for one in Category.objects.all()})
tags: Cached[dict[int, Tag]] = Cached("tags", lambda: {one.pk: one for one in Tag.objects.all()})

Place = tuple[int, int | None, str]
"""What decides over the first queue: type, shop (None: any) and language ("": any)."""
first_queues: Cached[dict[Place, int]] = Cached(
    "first_queues",
    lambda: {
        (one["type"], one["shop"], one["language"]): one["queue"]
        for one in FirstQueue.objects.order_by("pk").values("type", "shop", "language", "queue")
    },
)


def usual_queue(type: TicketType, *, shop: int | None = None, language: str = "") -> Queue | None:
    """Where new tickets of this type, shop and language begin: as the row says that fits best, else as the type says.

    A shop says more than a language. Nothing begins in a retired queue.
    """
    chosen, language = first_queues(), plain_language(language)
    places = [(shop, language), (shop, ""), (None, language), (None, "")]
    for number in [*(chosen.get((type.pk, *place)) for place in places), type.queue_id]:
        found = queues().get(number) if number else None
        if found is not None and not found.is_retired:
            return found
    return None


def plain_language(code: str) -> str:
    """The language alone, without the country: "pl" of "pl-PL"."""
    return code.lower().replace("_", "-").split("-")[0]


def path_of(category: Category) -> list[Category]:
    """From the outermost to the category itself."""
    known, path = categories(), [category]
    while (parent := known.get(path[0].parent_id or 0)) is not None and len(path) <= len(known):
        path.insert(0, parent)
    return path


def path_name(category: Category) -> str:
    """As people read it where it stands alone: "Transport › Damaged"."""
    return " › ".join(one.name for one in path_of(category))


def inside(category: Category) -> list[Category]:
    """The category and all that is inside it, each before what is inside that."""
    found = [category]
    for one in found:
        found += [child for child in categories().values() if child.parent_id == one.pk and child not in found]
    return found


def tree() -> list[tuple[Category, int]]:
    """All categories as a tree is read, each with its depth from 0."""
    known = list(categories().values())
    found: list[tuple[Category, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for one in known:
            if one.parent_id == parent and depth < len(known):
                found.append((one, depth))
                walk(one.pk, depth + 1)

    walk(None, 0)
    return found


@dataclass(frozen=True)
class Section:
    """A part of a form, with the fields in their order; retired ones are left out."""

    section: FormSection
    placed: tuple[FieldPlacement, ...]

    @property
    def is_of_product(self) -> bool:
        return self.section.scope == Scope.PRODUCT


@dataclass(frozen=True)
class Custom:
    """Fields by code and what can be chosen in them, both in their order, and the forms they stand on."""

    fields: dict[str, CustomField]
    options: dict[str, tuple[FieldOption, ...]]
    forms: dict[tuple[int, str], tuple[Section, ...]]

    def form(self, type: TicketType | int, reader: str = Reader.STAFF) -> tuple[Section, ...]:
        return self.forms.get((type if isinstance(type, int) else type.pk, reader), ())

    def placed(self, type: TicketType | int, reader: str = Reader.STAFF) -> dict[str, FieldPlacement]:
        """What stands on a form, by the code of the field."""
        return {one.field.code: one for section in self.form(type, reader) for one in section.placed}

    def is_asked(self, type: TicketType | int, code: str) -> bool:
        """Does the field stand on any form of the type?"""
        return any(code in self.placed(type, reader) for reader in Reader.values)


def _custom() -> Custom:
    fields = {one.pk: one for one in CustomField.objects.all()}
    options: dict[str, list[FieldOption]] = defaultdict(list)
    for option in FieldOption.objects.all():
        options[fields[option.field_id].code].append(option)
    placed: dict[int, list[FieldPlacement]] = defaultdict(list)
    for one in FieldPlacement.objects.all():
        one.field = fields[one.field_id]
        if not one.field.is_retired:
            placed[one.section_id].append(one)
    forms: dict[tuple[int, str], list[Section]] = defaultdict(list)
    for section in FormSection.objects.all():
        forms[section.type_id, section.reader].append(Section(section, tuple(placed[section.pk])))
    return Custom(
        {one.code: one for one in fields.values()},
        {code: tuple(rows) for code, rows in options.items()},
        {form: tuple(sections) for form, sections in forms.items()},
    )


custom = Cached("custom_fields", _custom)
branches: Cached[dict[str, Branch]] = Cached("branches", lambda: {one.code: one for one in Branch.objects.all()})


def dress(ticket: Ticket) -> Ticket:
    """Give a ticket its type, status, queue and agent without asking the database for each."""
    known = workflow()
    if ticket.type_id in known.types:
        ticket.type = known.types[ticket.type_id]
    if ticket.status_id in known.statuses:
        ticket.status = known.statuses[ticket.status_id]
    if ticket.queue_id in queues():
        ticket.queue = queues()[ticket.queue_id]
    if ticket.category_id in categories():
        ticket.category = categories()[ticket.category_id]
    if ticket.agent_id in people():
        ticket.agent = people()[ticket.agent_id]
    return ticket
