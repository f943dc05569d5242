"""Types of ticket and the workflow of each: which statuses there are and which may follow which (R50-R55)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.configured.models import COLOUR, Configured, ConfiguredQuerySet, check_words
from amends.kit.translated import pick
from amends.tickets.models.queues import Queue


class Turn(models.TextChoices):
    """Whose turn it is while a ticket has a status: the one question of an after-sales desk (design, principle 1)."""

    OURS = "ours", _("Our turn")
    CUSTOMER = "customer", _("Customer’s turn")
    THIRD = "third", _("Third party’s turn")
    CLOSED = "closed", _("Done")


class Phase(models.TextChoices):
    """The main steps of a process; every status stands in one of them."""

    NEW = "new", _("New")
    ACCEPTANCE = "acceptance", _("Acceptance")
    RESOLVING = "resolving", _("Resolving")
    DECISION = "decision", _("Decision")
    RESOLVED = "resolved", _("Resolved")


class TicketType(Configured):
    """A kind of customer matter, with a workflow and a number series of its own."""

    settable = ("names", "prefix", "icon", "colour", "queue", "reason_names")

    prefix = models.CharField(
        _("number prefix"), max_length=4, unique=True, validators=[RegexValidator(r"^[A-Z]{1,4}$")]
    )
    icon = models.CharField(_("icon"), max_length=40, default="ticket")
    colour = models.CharField(_("colour"), max_length=7, default="#06617d", validators=[COLOUR])
    initial_status = models.ForeignKey(
        "Status", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("first status")
    )
    queue = models.ForeignKey(
        Queue, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("first queue")
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

    @property
    def reason_label(self) -> str:
        return pick(self.reason_names) or str(_("Reason"))


class Status(Configured):
    """One situation in the life of a ticket of one type. Its code is `<type>.<status>` and never changes."""

    settable = ("names", "phase", "turn", "colour", "refusals")

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="statuses", verbose_name=_("type"))
    code = models.CharField(_("code"), max_length=80, unique=True)
    phase = models.CharField(_("step"), max_length=20, choices=Phase.choices)
    turn = models.CharField(_("whose turn"), max_length=10, choices=Turn.choices)
    colour = models.CharField(_("colour"), max_length=7, blank=True, validators=[COLOUR])
    refusals = models.JSONField(
        _("reason when not reachable"),
        default=dict,
        blank=True,
        validators=[check_words],
        help_text=_("What is said, per language, when the workflow does not lead here from the present status"),
    )

    class Meta:
        ordering = ("type__position", "position", "id")
        verbose_name_plural = _("statuses")

    def siblings(self) -> ConfiguredQuerySet:
        return super().siblings().filter(type=self.type_id)

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


class NumberSeries(models.Model):
    """The last number given to a type in a year. The row is locked while a number is taken, so none is skipped."""

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="series")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "year"], name="tickets_series_once")]

    def __str__(self) -> str:
        return f"{self.type.prefix}{self.year % 100:02d}"
