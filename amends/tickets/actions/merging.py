"""Two tickets about one matter become one, and can be taken apart again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.tickets.actions.assignment import assign_agent_of_many
from amends.tickets.actions.category import change_category_of_many
from amends.tickets.actions.custom import change_custom_of_many
from amends.tickets.actions.deadline import set_deadline_of_many
from amends.tickets.actions.details import change_detail_of_many
from amends.tickets.actions.priority import change_priority_of_many
from amends.tickets.actions.sets import LEFT_TOO, about, why_barred
from amends.tickets.catalogue import custom
from amends.tickets.events import TicketMerged, TicketTakenApart
from amends.tickets.hanging import each_moved, moved_back
from amends.tickets.models import (
    Category,
    Priority,
    Ticket,
    TicketFile,
    TicketItem,
    TicketLink,
    TicketMerge,
    TicketTag,
)

DETAILS = ("subject", "customer_name", "email", "phone", "carrier", "order_code")
FIELDS = (*DETAILS, "agent", "priority", "category", "due_at")
"""Columns of which the survivor may take the value of the other; custom fields besides, as `custom.<code>`."""


class MergeRefused(Refused):
    """The two can't become one; `field` is `into`."""

    code = "merge_refused"


def merge_tickets(
    ticket: Ticket,
    *,
    into: Ticket,
    by: Actor,
    products: Collection[int] | None = None,
    fields: Collection[str] | None = None,
) -> Ticket:
    """Merge `ticket` into another one, which survives; answers that one. Merged already, nothing happens.

    Activities, tags, files and links come along. Of the products those with these numbers, left out: those that the
    survivor has not; of `fields` those named, left out: those that are empty on the survivor.
    """
    if ticket.pk == into.pk:
        raise MergeRefused(_("A ticket can’t be merged into itself. Choose another one."), field="into")

    def deed(both: Sequence[Ticket]) -> Outcomes:
        known = {one.pk: one for one in both}
        if len(known) < 2:
            return {one.pk: Outcome.refused(_gone()) for one in both}
        return _merge(known[ticket.pk], known[into.pk], products, fields, by)

    _do([ticket.pk, into.pk], deed)
    for one in (ticket, into):
        one.refresh_from_db()
    return into


def take_apart(ticket: Ticket, *, by: Actor) -> Ticket:
    """Undo a merge: what came along goes back, unless it has gone elsewhere or changed since."""
    into = ticket.merged_into_id
    if into is None:
        return ticket

    def deed(both: Sequence[Ticket]) -> Outcomes:
        known = {one.pk: one for one in both}
        if len(known) < 2:
            return {one.pk: Outcome.refused(_gone()) for one in both}
        return _take_apart(known[ticket.pk], known[into], by)

    _do([ticket.pk, into], deed)
    ticket.refresh_from_db()
    return ticket


def _do(ids: Iterable[int], deed: Callable[[Sequence[Ticket]], Outcomes]) -> None:
    with transaction.atomic():
        for outcome in LEFT_TOO.each(ids, deed).values():
            outcome.insist()


def _gone() -> MergeRefused:
    return MergeRefused(_("The ticket is no longer there."), field="into")


def own_products(ticket: Ticket, into: Ticket) -> list[TicketItem]:
    """The products that the other ticket has not."""
    there = {(item.code, item.name) for item in into.items.all()}
    return [item for item in ticket.items.all() if (item.code, item.name) not in there]


def value_of(ticket: Ticket, name: str) -> Any:
    """What a ticket has of a field, as it is kept; nothing empty."""
    if name.startswith("custom."):
        return ticket.custom.get(name.removeprefix("custom."))
    value = getattr(ticket, "agent_id" if name == "agent" else "category_id" if name == "category" else name)
    return value.isoformat() if isinstance(value, datetime) else value or None


def fields_to_choose(ticket: Ticket, into: Ticket) -> list[str]:
    """The fields in which the two differ and the one that goes has a value."""
    asked = [f"custom.{code}" for code in ticket.custom if custom().is_asked(into.type, code)]
    return [name for name in (*FIELDS, *asked) if value_of(ticket, name) not in (None, value_of(into, name))]


# --- Merging ----------------------------------------------------------------------------------------------------------


def _merge(
    ticket: Ticket, into: Ticket, products: Collection[int] | None, fields: Collection[str] | None, by: Actor
) -> Outcomes:
    both = (ticket.pk, into.pk)
    if ticket.merged_into_id == into.pk and into.left_at is None:
        return dict.fromkeys(both, Outcome.skipped(_("It is so already.")))
    refused = {one.pk: Outcome.refused(bar) for one in (ticket, into) if (bar := why_barred(one))}
    if refused:
        return refused
    ticket.left_at, ticket.merged_into = timezone.now(), into
    ticket.updated_at = ticket.left_at
    ticket.save(update_fields=["left_at", "merged_into", "updated_at"])
    items = own_products(ticket, into) if products is None else list(ticket.items.filter(pk__in=products))
    chosen = fields_to_choose(ticket, into)
    wanted = [name for name in chosen if (value_of(into, name) is None if fields is None else name in fields)]
    came: dict[str, Any] = {
        "hanging": dict(each_moved(ticket, into, by=by)),
        "tags": _tags(ticket, into),
        "files": _files(ticket, into),
        "items": _items(items, into),
        "links": _links(ticket, into),
        "fields": {name: [value_of(into, name), value_of(ticket, name)] for name in wanted},
    }
    for name in wanted:
        _set(into, name, value_of(ticket, name), by)
    TicketMerge.objects.create(ticket=ticket, act=by.act, by=by.label, came=came)
    Ticket.objects.filter(pk=into.pk).update(updated_at=timezone.now())
    gone, stayed = TicketMerged(other=into.number), TicketMerged(other=ticket.number, survives=True)
    record_many([(gone, about(ticket), by), (stayed, about(into), by)])
    return dict.fromkeys(both, Outcome.done())


def _tags(ticket: Ticket, into: Ticket) -> list[int]:
    worn = set(TicketTag.objects.filter(ticket=into).values_list("tag", flat=True))
    rows = TicketTag.objects.filter(ticket=ticket, tag__retired_at=None).values_list("tag", flat=True)
    new = sorted(set(rows) - worn)
    TicketTag.objects.bulk_create([TicketTag(ticket=into, tag_id=tag) for tag in new])
    return new


def _files(ticket: Ticket, into: Ticket) -> list[str]:
    there = set(into.ticket_files.values_list("file", flat=True))
    new = [pk for pk in ticket.ticket_files.values_list("file", flat=True) if pk not in there]
    TicketFile.objects.bulk_create([TicketFile(ticket=into, file_id=pk) for pk in new])
    return [str(pk) for pk in new]


def _items(items: Iterable[TicketItem], into: Ticket) -> list[int]:
    columns = ("code", "name", "quantity", "ordered_quantity", "unit_price", "reason", "custom")
    first = into.items.count()
    rows = [
        TicketItem(ticket=into, position=first + place, **{name: getattr(item, name) for name in columns})
        for place, item in enumerate(items)
    ]
    return [row.pk for row in TicketItem.objects.bulk_create(rows)]


def _links(ticket: Ticket, into: Ticket) -> list[int]:
    rows = TicketLink.objects.filter(Q(first=ticket) | Q(second=ticket)).values_list("first", "second")
    others = {pk for pair in rows for pk in pair} - {ticket.pk, into.pk}
    pairs = [TicketLink(first_id=min(pk, into.pk), second_id=max(pk, into.pk)) for pk in sorted(others)]
    there = set(TicketLink.objects.filter(Q(first=into) | Q(second=into)).values_list("first", "second"))
    made = TicketLink.objects.bulk_create([one for one in pairs if (one.first_id, one.second_id) not in there])
    return [row.pk for row in made]


def _set(ticket: Ticket, name: str, value: Any, by: Actor) -> None:
    """Give the ticket the value, as anybody would; it tells of that itself."""
    ids = [ticket.pk]
    if name in DETAILS:
        change_detail_of_many(ids, detail=name, to=value or "", by=by)
    elif name == "agent":
        assign_agent_of_many(ids, agent=User.objects.filter(pk=value).first(), by=by)
    elif name == "priority":
        change_priority_of_many(ids, to=Priority(value), by=by)
    elif name == "category":
        change_category_of_many(ids, to=Category.objects.filter(pk=value).first(), by=by)
    elif name == "due_at":
        set_deadline_of_many(ids, due_at=datetime.fromisoformat(value) if value else None, by=by)
    elif asked := custom().fields.get(name.removeprefix("custom.")):
        change_custom_of_many(ids, asked=asked, to=value, by=by)


# --- Taking apart -----------------------------------------------------------------------------------------------------


def _take_apart(ticket: Ticket, into: Ticket, by: Actor) -> Outcomes:
    both = (ticket.pk, into.pk)
    if ticket.merged_into_id != into.pk:
        return dict.fromkeys(both, Outcome.skipped(_("It is so already.")))
    if bar := why_barred(into):
        return {into.pk: Outcome.refused(bar)}
    merge = TicketMerge.objects.get(ticket=ticket)
    author = by if by.undoes else by.undoing(merge.act)
    ticket.left_at, ticket.merged_into, ticket.updated_at = None, None, timezone.now()
    ticket.save(update_fields=["left_at", "merged_into", "updated_at"])
    came = merge.came
    moved_back(came["hanging"], into, ticket, by=author)
    TicketTag.objects.filter(ticket=into, tag__in=came["tags"]).delete()
    TicketFile.objects.filter(ticket=into, file__in=came["files"]).delete()
    TicketItem.objects.filter(ticket=into, pk__in=came["items"]).delete()
    TicketLink.objects.filter(pk__in=came["links"]).delete()
    for name, (before, after) in came["fields"].items():
        if value_of(into, name) == after:
            _set(into, name, before, author)
    merge.delete()
    Ticket.objects.filter(pk=into.pk).update(updated_at=timezone.now())
    facts = ((TicketTakenApart(other=into.number), ticket), (TicketTakenApart(other=ticket.number), into))
    record_many([(fact, about(one), author) for fact, one in facts])
    return dict.fromkeys(both, Outcome.done())
