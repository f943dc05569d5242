"""Tickets for tests, on the workflow that the migrations bring."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.apps import apps

from amends.configured.actions import make_configured
from amends.journal.actors import Actor
from amends.tickets.actions import PlacedDraft, SectionDraft, arrange_form, create_ticket, make_option
from amends.tickets.defaults import lay_down
from amends.tickets.models import Category, CustomField, Queue, QueueMembership, Status, Tag, Ticket, TicketType

_numbers = count(1)


def make_actor() -> Actor:
    return Actor.system("test")


def ensure_workflows() -> None:
    """Tests with real commits empty every table afterwards; the next one finds the default workflows again by this."""
    if not TicketType.objects.exists():
        lay_down(lambda name: apps.get_model("tickets", name))


def claim() -> TicketType:
    ensure_workflows()
    return TicketType.objects.get(code="warranty_claim")


def returns() -> TicketType:
    ensure_workflows()
    return TicketType.objects.get(code="return")


def status(code: str) -> Status:
    """`status("waiting_return")` of the warranty claim, or the full code of any status."""
    ensure_workflows()
    return Status.objects.get(code=code if "." in code else f"warranty_claim.{code}")


def make_tag(code: str, **kwargs: Any) -> Tag:
    return Tag.objects.create(code=code, **({"names": {"en": code}} | kwargs))


def make_queue(code: str, **kwargs: Any) -> Queue:
    return Queue.objects.create(code=code, **({"names": {"en": code}} | kwargs))


def make_category(code: str, **kwargs: Any) -> Category:
    return Category.objects.create(code=code, **({"names": {"en": code}} | kwargs))


def give_queue(user: Any, queue: Queue) -> None:
    QueueMembership.objects.create(user=user, queue=queue)


def make_ticket(**kwargs: Any) -> Ticket:
    """A warranty claim made through the action; a status code in `status` is set without asking the workflow."""
    number = next(_numbers)
    wanted = kwargs.pop("status", None)
    values: dict[str, Any] = {
        "type": kwargs.pop("type", None) or claim(),
        "customer_name": f"Customer {number}",
        "email": f"customer{number}@example.cz",
        "subject": f"Subject {number}",
        "by": make_actor(),
    }
    ticket = create_ticket(**(values | kwargs))
    if wanted:
        to = status(wanted)
        ticket.status = to
        ticket.closed_at = ticket.created_at if to.is_closed else None
        ticket.waiting_since = None if to.is_closed else ticket.created_at
        ticket.save(update_fields=["status", "closed_at", "waiting_since"])
    return ticket


def make_field(code: str, type: str, *, options: Sequence[str] = (), **values: Any) -> CustomField:
    """A custom field, called as its code; an option called as the last part of its code for each of `options`."""
    names = {"en": code.replace("_", " ").capitalize()}
    made = make_configured(CustomField, {"names": names, "type": type} | values, by=make_actor(), code=code)
    for option in options:
        make_option(made, {"en": option.capitalize()}, by=make_actor(), code=option)
    return made


def place(*fields: CustomField, type: TicketType | None = None, required: bool = False, reader: str = "staff") -> None:
    """Put these on the form of a type (of claims), and nothing else."""
    sections = [
        SectionDraft(scope=scope, placed=[PlacedDraft(one.code, required) for one in fields if one.scope == scope])
        for scope in ("ticket", "product")
    ]
    arrange_form(type or claim(), reader, sections, by=make_actor())
