"""Types of ticket and the workflow of each: which statuses there are and which may follow which (R50-R55)."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.configured.models import COLOUR, Configured, ConfiguredQuerySet, check_words
from amends.kit.translated import pick
from amends.people.models import User
from amends.tickets.models.queues import Queue


class Turn(models.TextChoices):
    """Whose turn it is while a ticket has a status: the one question of an after-sales desk (design, principle 1)."""

    OURS = "ours", _("Our turn")
    CUSTOMER = "customer", _("Customer’s turn")
    THIRD = "third", _("Third party’s turn")
    CLOSED = "closed", _("Done")


class TicketType(Configured):
    """A kind of customer matter, with a workflow and a number series of its own."""

    settable = (
        *("names", "prefix", "digits", "yearly", "icon", "colour"),
        *("queue", "is_default", "oldest_order_days", "reason_names"),
    )

    prefix = models.CharField(
        _("number prefix"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{1,4}\Z", _("A prefix is one to four capitals from A to Z."))],
        error_messages={"unique": _("Another type’s numbers begin with this. Choose another prefix.")},
    )
    digits = models.PositiveSmallIntegerField(
        _("digits"), default=5, validators=[MinValueValidator(3), MaxValueValidator(8)]
    )
    yearly = models.BooleanField(
        _("begin anew each year"), default=True, help_text=_("The number then has the year in it")
    )
    icon = models.CharField(_("icon"), max_length=40, default="ticket")
    colour = models.CharField(_("colour"), max_length=7, default="#06617d", validators=[COLOUR])
    initial_status = models.ForeignKey(
        "Status", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("first status")
    )
    queue = models.ForeignKey(
        Queue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("first queue")
    )
    is_default = models.BooleanField(_("chosen beforehand when somebody creates a ticket"), default=False)
    oldest_order_days = models.PositiveIntegerField(
        _("days after which an order is too old"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(36500)],
    )
    reason_names = models.JSONField(
        _("question about a product"),
        default=dict,
        blank=True,
        validators=[check_words],
        help_text=_("What is asked of each product, per language"),
    )  # R63
    is_built_in = models.BooleanField(_("comes with Amends"), default=False)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="tickets_one_default_type"
            )
        ]

    @property
    def is_on_offer(self) -> bool:
        """New tickets can be of this type: it is in use and has a status to begin with."""
        return not self.is_retired and self.initial_status_id is not None

    @property
    def reason_label(self) -> str:
        return pick(self.reason_names) or str(_("Reason"))


class Phase(Configured):
    """A main step in the workflow of one type: a column of its board. Its code is `<type>.<phase>`, for ever."""

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="phases", verbose_name=_("type"))
    code = models.CharField(_("code"), max_length=80, unique=True)

    class Meta:
        ordering = ("type__position", "position", "id")

    def siblings(self) -> ConfiguredQuerySet:
        return super().siblings().filter(type=self.type_id)

    @property
    def word(self) -> str:
        """Its code within its type."""
        return self.code.partition(".")[2]


class Status(Configured):
    """One situation in the life of a ticket of one type. Its code is `<type>.<status>` and never changes."""

    settable = ("names", "phase", "turn", "colour", "refusals", "returns")

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="statuses", verbose_name=_("type"))
    code = models.CharField(_("code"), max_length=80, unique=True)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="statuses", verbose_name=_("phase"))
    turn = models.CharField(_("whose turn"), max_length=10, choices=Turn.choices)
    colour = models.CharField(_("colour"), max_length=7, blank=True, validators=[COLOUR])
    refusals = models.JSONField(
        _("reason when not reachable"),
        default=dict,
        blank=True,
        validators=[check_words],
        help_text=_("What is said, per language, when the workflow does not lead here from the present status"),
    )
    returns = models.BooleanField(
        _("comes back by itself"), default=False, help_text=_("Asks until when, and leads back at that moment")
    )
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    """Once it is retired: what its open tickets get instead."""

    class Meta:
        ordering = ("type__position", "position", "id")
        verbose_name_plural = _("statuses")

    def siblings(self) -> ConfiguredQuerySet:
        return super().siblings().filter(type=self.type_id)

    @property
    def word(self) -> str:
        """Its code within its type."""
        return self.code.partition(".")[2]

    @property
    def refusal(self) -> str:
        return pick(self.refusals)

    @property
    def is_closed(self) -> bool:
        return self.turn == Turn.CLOSED


class Transition(models.Model):
    """The workflow lets a ticket of `type` go from `source` to `target`."""

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="transitions")
    source = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="ways_out")
    target = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="ways_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="tickets_transition_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="tickets_transition_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class WorkflowDraft(models.Model):
    """How the workflow of a type is to become; tickets follow the present one until it is put live.

    `body` is a Plan (amends/tickets/workflows.py). `version` grows with each change, so that of two editors the second
    is told. `base` is the number of the live version that it began from.
    """

    type = models.OneToOneField(TicketType, on_delete=models.CASCADE, primary_key=True, related_name="draft")
    body = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    base = models.PositiveIntegerField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.type}: {self.version}"


class WorkflowVersion(models.Model):
    """A workflow as it was put live, so that one can look back and begin from it again."""

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    body = models.JSONField()
    live_since = models.DateTimeField(null=True)
    """Null for the one that was there before anybody put one live."""
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("type", "-number")
        constraints = [models.UniqueConstraint(fields=["type", "number"], name="tickets_version_once")]

    def __str__(self) -> str:
        return f"{self.type}: {self.number}"


class NumberSeries(models.Model):
    """The last number given to a type in a year. The row is locked while a number is taken, so none is skipped.

    A type whose numbers do not begin anew each year has one series, of the year 0.
    """

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="series")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "year"], name="tickets_series_once")]

    def __str__(self) -> str:
        return f"{self.type.prefix}{self.year % 100:02d}"
