"""A ticket, what it is about and what hangs on it."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.contacts.models import Contact
from amends.files.models import File
from amends.kit.search import InfixSearch, Searchable
from amends.orders.models import Order
from amends.people.models import User
from amends.tickets.models.categories import Category
from amends.tickets.models.queues import Queue
from amends.tickets.models.tags import Tag
from amends.tickets.models.workflow import Status, TicketType
from amends.vocabulary.lefts import Folded


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Source(models.TextChoices):
    """How the matter reached the shop."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    BRANCH = "branch", _("In person at a branch")
    PORTAL = "portal", _("Customer portal")
    API = "api", _("API")
    OTHER = "other", _("Other")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> "TicketQuerySet":
        return self.filter(closed_at__isnull=True)

    def for_display(self) -> "TicketQuerySet":
        """With everything a row or a header names, so that templates never query."""
        return self.select_related("type", "status", "queue", "category", "agent", "order__shop").defer(
            "search", "order__search"
        )


class TicketManager(models.Manager.from_queryset(TicketQuerySet)):  # type: ignore[misc]
    """The tickets that are there. Those deleted or merged into another one are none of them, whoever asks."""

    def get_queryset(self) -> TicketQuerySet:
        return super().get_queryset().filter(left_at__isnull=True)  # type: ignore[no-any-return]


NOTHING = Value({}, models.JSONField())
"""What there is in custom fields until something is given. A constant, so that adding the column writes no row."""
HERE = Q(left_at=None)
"""What lists have of tickets. It stands in their indexes, so that asking it costs nothing."""
OPEN = Q(closed_at=None, left_at=None)
NEWEST = (F("created_at").desc(), F("id").desc())


def _in_order_of(column: str, name: str) -> list[models.Index]:
    """Indexes for both directions, of all tickets and of the open ones: an index read backwards has its nulls first."""
    up, down = (F(column).asc(nulls_last=True), F("id").asc()), (F(column).desc(nulls_last=True), F("id").desc())
    return [
        models.Index(*up, name=f"tickets_by_{name}", condition=HERE),
        models.Index(*down, name=f"tickets_by_{name}_down", condition=HERE),
        models.Index(*up, name=f"tickets_open_by_{name}", condition=OPEN),
        models.Index(*down, name=f"tickets_open_by_{name}_down", condition=OPEN),
    ]


class Ticket(models.Model):
    """One customer matter: a return, a warranty claim.

    Customer, order and place are copied onto the ticket and may differ from contact and order: what was said when
    the ticket was made must not change when an order is imported again (R56-R59).
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    type = models.ForeignKey(TicketType, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("type"))
    status = models.ForeignKey(
        Status, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("status"), db_index=False
    )
    queue = models.ForeignKey(
        Queue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("queue"),
        db_index=False,
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("category"),
        db_index=False,
    )
    agent = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("agent"),
        db_index=False,
    )
    priority = models.CharField(_("priority"), max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.OTHER)

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="tickets", verbose_name=_("contact")
    )
    customer_name = models.CharField(_("customer"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    order = models.ForeignKey(
        Order,
        on_delete=models.SET_NULL,
        null=True,
        related_name="tickets",
        verbose_name=pgettext_lazy("purchase", "order"),
    )
    order_code = models.CharField(_("order number"), max_length=100, blank=True)
    ordered_on = models.DateField(_("order date"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    custom = models.JSONField(
        _("custom fields"), default=dict, db_default=NOTHING, blank=True, help_text=_("Values by the code of the field")
    )

    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    waiting_since = models.DateTimeField(
        _("waiting since"), null=True, help_text=_("When the turn last passed to whoever has it; empty once closed")
    )
    last_customer_reply_at = models.DateTimeField(_("last customer reply"), null=True)
    last_agent_reply_at = models.DateTimeField(_("last agent reply"), null=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))
    left_at = models.DateTimeField(
        null=True, help_text=_("When it was deleted or merged into another ticket; empty while it is there")
    )
    merged_into = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)

    request_key = models.UUIDField(
        null=True, unique=True, help_text=_("Names the submission that made the ticket: sent twice, it is made once")
    )
    search = models.GeneratedField(
        expression=Searchable(
            "number", "subject", "customer_name", "email", "phone", "order_code", numbers=("phone", "order_code")
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    tags = models.ManyToManyField(Tag, through="TicketTag", related_name="tickets")

    objects: Any = TicketManager()
    every: Any = TicketQuerySet.as_manager()
    """Those that have left, too: for restoring, taking apart and cleaning up."""

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(customer_name="", email=""), name="tickets_ticket_has_a_customer"
            ),  # Q23
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(left_at__isnull=False), name="tickets_merged_has_left"
            ),
        ]
        indexes = [
            # Lists of tickets, newest first: all of them, and the open ones.
            models.Index(*NEWEST, name="tickets_by_creation", condition=HERE),
            models.Index(*NEWEST, name="tickets_open_by_creation", condition=OPEN),
            # The same of one status, queue or agent; the queue is also what a limited agent sees.
            models.Index("status", *NEWEST, name="tickets_of_status", condition=HERE),
            models.Index("status", *NEWEST, name="tickets_open_of_status", condition=OPEN),
            models.Index("queue", *NEWEST, name="tickets_of_queue", condition=HERE),
            models.Index("queue", *NEWEST, name="tickets_open_of_queue", condition=OPEN),
            models.Index(
                "category", *NEWEST, name="tickets_of_category", condition=Q(category__isnull=False, left_at=None)
            ),
            models.Index("agent", *NEWEST, name="tickets_of_agent", condition=HERE),
            models.Index("agent", *NEWEST, name="tickets_open_of_agent", condition=OPEN),
            # Lists in deadline order and by who waits longest, tickets without one last in either direction.
            *_in_order_of("due_at", "deadline"),
            *_in_order_of("waiting_since", "waiting"),
            # Lists of what was closed, ordered or answered lately.
            *(
                models.Index(
                    column, name=f"tickets_by_{name}", condition=Q(**{f"{column}__isnull": False, "left_at": None})
                )
                for column, name in (
                    ("closed_at", "closing"),
                    ("ordered_on", "order_date"),
                    ("last_customer_reply_at", "customer_reply"),
                    ("last_agent_reply_at", "agent_reply"),
                )
            ),
            # Tickets without a subject, a customer's name ...: few, or none, which only an index of them knows. All of
            # these stand in `search`, so that a change of one writes to every index anyway.
            *(
                models.Index(*NEWEST, name=f"tickets_without_{column}", condition=HERE & ~Q(**{f"{column}__gt": ""}))
                for column in ("subject", "customer_name", "email", "phone", "order_code")
            ),
            # The field "order_code": tickets of one order.
            models.Index(Folded("order_code"), name="tickets_of_order_code"),
            # Rules of time: status and age, then age alone (tickets_open_of_status has the age since creation).
            *(
                models.Index(*by, name=f"tickets_open_{name}", condition=OPEN)
                for by, name in (
                    (("status", "last_customer_reply_at"), "status_customer"),
                    (("status", "last_agent_reply_at"), "status_agent"),
                    (("last_customer_reply_at",), "customer_reply"),
                    (("last_agent_reply_at",), "agent_reply"),
                )
            ),
            # Rules of time: what was touched since they last looked.
            models.Index("updated_at", name="tickets_open_touched", condition=OPEN),
            # The search box.
            InfixSearch("search", name="tickets_search"),
            # Deleted tickets, and what was merged into one.
            models.Index("left_at", name="tickets_left", condition=Q(left_at__isnull=False)),
            models.Index("merged_into", name="tickets_merged_into", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def customer(self) -> str:
        """The customer as a person reads it: the name, else the e-mail address."""
        return self.customer_name or self.email

    @property
    def title(self) -> str:
        """The subject; for want of one the beginning of what the customer said."""
        return title_of(self.subject, self.description)


def title_of(subject: str, description: str) -> str:
    """What a ticket is called; the beginning of `description` is enough."""
    return subject or Truncator(" ".join(description.split())).chars(80) or str(_("Without a subject"))


class TicketItem(models.Model):
    """A product the ticket is about (R60-R63).

    A copy of the order's row, never a reference to it: an import may replace the rows of an order, and a product may
    be typed in by hand (Q24). `ordered_quantity` is null for such a row.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(_("product code"), max_length=120, blank=True)
    name = models.CharField(_("product"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=1)
    ordered_quantity = models.DecimalField(_("ordered"), max_digits=12, decimal_places=3, null=True)
    unit_price = models.DecimalField(_("price"), max_digits=14, decimal_places=4, null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    custom = models.JSONField(_("custom fields"), default=dict, db_default=NOTHING, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="tickets_item_more_than_none"),
            models.CheckConstraint(
                condition=Q(ordered_quantity=None) | Q(quantity__lte=F("ordered_quantity")),
                name="tickets_item_within_order",
            ),  # Q25
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class TicketTag(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="ticket_tags", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tickets_tag_once")]
        indexes = [models.Index(fields=["tag", "ticket"], name="tickets_with_tag")]  # tickets that have a tag

    def __str__(self) -> str:
        return f"{self.ticket} · {self.tag}"


class TicketFile(models.Model):
    """A file in the documents of a ticket (R68, R69)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["ticket", "file"], name="tickets_file_once")]

    def __str__(self) -> str:
        return f"{self.ticket} · {self.file}"


class CreationHabit(models.Model):
    """What a person ticked at the foot of the form when they last created a ticket (Q27)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    notify_customer = models.BooleanField(default=False)
    assign_to_me = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.user)
