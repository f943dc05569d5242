"""What can be asked of a ticket, in lists, rules and processes alike."""

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import amends.tickets.choosers  # noqa: F401 - defining choosers registers them
from amends.tickets import steps
from amends.tickets.catalogue import path_of
from amends.tickets.models import Ticket, TicketTag
from amends.tickets.steps import detail
from amends.vocabulary import Field, register_fields, types
from amends.vocabulary.fields import register_source

_STATE, _CUSTOMER, _TIME = _("Ticket"), _("Customer"), _("Time")
_ORDER = pgettext_lazy("purchase", "Order")

register_fields(
    "ticket",
    Ticket,
    [
        Field("number", _("Number"), types.TEXT, column="number", searched="search", sorts=("number",), group=_STATE),
        Field(
            "status",
            _("Status"),
            types.CHOICE,
            column="status__code",
            chooser="status",
            change=lambda code: steps.ChangeStatus(status=code),
            required=True,
            group=_STATE,
        ),
        Field("turn", _("Whose turn"), types.CHOICE, column="status__turn", chooser="turn", group=_STATE),
        Field("type", _("Type"), types.CHOICE, column="type__code", chooser="ticket_type", group=_STATE),
        Field(
            "agent",
            _("Agent"),
            types.CHOICE,
            column="agent_id",
            chooser="user",
            change=lambda pk: steps.AssignAgent(agent=pk),
            group=_STATE,
        ),
        Field(
            "queue",
            _("Queue"),
            types.CHOICE,
            column="queue__code",
            chooser="queue",
            change=lambda code: steps.MoveToQueue(queue=code),
            group=_STATE,
        ),
        Field(
            "category",
            _("Category"),
            types.WITHIN,
            column="category__code",
            chooser="category",
            read=lambda ticket: [one.code for one in path_of(ticket.category)] if ticket.category else None,
            change=lambda code: steps.ChangeCategory(category=code),
            group=_STATE,
        ),
        Field(
            "priority",
            _("Priority"),
            types.CHOICE,
            column="priority",
            chooser="priority",
            change=lambda word: steps.ChangePriority(priority=word),
            required=True,
            group=_STATE,
        ),
        Field(
            "tags",
            _("Tags"),
            types.CHOICES,
            exists=lambda: TicketTag.objects.filter(ticket=OuterRef("pk")),
            column="tag__code",
            chooser="tag",
            read=lambda ticket: [tag.code for tag in ticket.tags.all()],
            group=_STATE,
        ),
        Field("source", _("Source"), types.CHOICE, column="source", chooser="source", group=_STATE),
        Field(
            "subject",
            _("Subject"),
            types.TEXT,
            column="subject",
            searched="search",
            change=detail("subject"),
            group=_STATE,
        ),
        Field(
            "customer",
            _("Customer’s name"),
            types.TEXT,
            column="customer_name",
            searched="search",
            change=detail("customer_name"),
            group=_CUSTOMER,
        ),
        Field(
            "email", _("E-mail"), types.TEXT, column="email", searched="search", change=detail("email"), group=_CUSTOMER
        ),
        Field(
            "phone", _("Phone"), types.TEXT, column="phone", searched="search", change=detail("phone"), group=_CUSTOMER
        ),
        Field("language", _("Language"), types.TEXT, column="language", group=_CUSTOMER),
        Field("country", _("Country"), types.TEXT, column="country", group=_CUSTOMER),
        Field(
            "order_code",
            _("Order number"),
            types.TEXT,
            column="order_code",
            searched="search",
            whole=True,
            change=detail("order_code"),
            group=_ORDER,
        ),
        Field("ordered_on", _("Order date"), types.DAY, column="ordered_on", group=_ORDER),
        Field("carrier", _("Carrier"), types.TEXT, column="carrier", change=detail("carrier"), group=_ORDER),
        Field("currency", _("Currency"), types.TEXT, column="currency", group=_ORDER),
        Field(
            "due",
            _("Deadline"),
            types.MOMENT,
            column="due_at",
            sorts=("due_at", "id"),
            change=lambda moment: steps.SetDeadlineTo(due_at=moment),
            group=_TIME,
        ),
        Field("created", _("Created"), types.MOMENT, column="created_at", sorts=("created_at", "id"), group=_TIME),
        Field("closed", _("Closed"), types.MOMENT, column="closed_at", group=_TIME),
        Field(
            "waiting",
            _("Waiting since"),
            types.MOMENT,
            column="waiting_since",
            sorts=("waiting_since", "id"),
            group=_TIME,
        ),
        Field(
            "last_customer_reply",
            _("Last customer reply"),
            types.MOMENT,
            column="last_customer_reply_at",
            group=_TIME,
        ),
        Field("last_agent_reply", _("Last agent reply"), types.MOMENT, column="last_agent_reply_at", group=_TIME),
    ],
)

register_source(steps.CustomFields())
